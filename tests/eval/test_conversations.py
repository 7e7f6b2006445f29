"""Conversations of a set without a bot: who follows whom, and what was told before."""

import pytest

from eval.conversations import conversations
from eval.dependence import CHAINS
from eval.errors import EvalError
from eval.follow_ups import told_history


def test_follow_ups_come_with_the_answers_that_the_set_gives():
    """Every earlier answer is a quote out of the set's articles, or says that they do not say."""
    follow_ups, articles = conversations(str(CHAINS))
    assert len(follow_ups) == 240
    assert all(question.history and question.standalone for question in follow_ups)
    for question in follow_ups[:20]:
        answers = told_history(question, articles)
        assert [answer.question for answer in answers] == list(question.history)
        assert all(each.quote in articles[each.article.id].text for answer in answers for each in answer.citations)
        assert any(answer.answered for answer in answers)


def test_set_without_conversations_says_so(tmp_path):
    """There is nothing to learn from single questions."""
    (tmp_path / "articles.jsonl").write_text(
        '{"title": "Rain", "text": "It rained in Varby on Monday, all day long."}\n'
    )
    (tmp_path / "single.jsonl").write_text('{"id": "a", "question": "Where did it rain?", "answers": ["Varby"]}\n')
    with pytest.raises(EvalError, match="no question with a history"):
        conversations(str(tmp_path / "single.jsonl"))
