"""The recipe on data and a model small enough for seconds."""

import json
import random

import pytest
import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertForQuestionAnswering

from qa_bot import QABot, ReaderError
from qa_bot.encoder import weights
from qa_bot.reader import train as recipe
from qa_bot.reader.average import average
from qa_bot.reader.examples import Example, read_examples, read_written, split_by_article, write_examples
from qa_bot.reader.export import check, export
from qa_bot.reader.model import HuggingFaceSpanModel, OnnxSpanModel
from qa_bot.reader.negatives import from_the_article, from_the_search, without_copies
from qa_bot.reader.prepare import Mixture, Prepared, prepare
from qa_bot.reader.prepare import main as prepare_main
from qa_bot.reader.windows import Cutter, locate
from tests.conftest import NEWS


def _passages(count):
    for i in range(count):
        name = f"Town{i}"
        context = (
            f"On day {i} the mayor of {name} opened bridge number {i * 7}. The weather was fine and {i} people came, "
            + ", ".join(f"{initial}ord{i // 3}" for initial in "ABCDEFGHIJKLMNOP")
            + "."
        )
        answer = {"text": name, "answer_start": context.index(name)}
        answered = {"id": f"{i}a", "question": "Which town has a new bridge?", "answers": [answer]}
        unanswered = {"id": f"{i}b", "question": "Who built the tower?", "answers": [], "is_impossible": True}
        yield {"id": str(i), "title": f"article {i // 3}", "context": context, "qas": [answered, unanswered]}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "questions.jsonl"
    path.write_text("".join(json.dumps(p) + "\n" for p in _passages(24)))
    return path


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A question answering model with the real word pieces and one small layer."""
    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30522, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertForQuestionAnswering(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        (folder / name).write_bytes((weights._folder() / name).read_bytes())
    return folder


def test_examples_with_wrong_offsets_are_dropped(tmp_path):
    """An answer that does not stand where it is said to stand would teach nonsense."""
    path = tmp_path / "q.jsonl"
    qas = [
        {"id": 1, "question": "Who?", "answers": [{"text": "Ann", "answer_start": 0}]},
        {"id": 2, "question": "Who?", "answers": [{"text": "Ann", "answer_start": 3}]},
        {"id": 3, "question": "Why?", "answers": [], "is_impossible": True},
    ]
    path.write_text(json.dumps({"context": "Ann went.", "qas": qas}))
    assert [(e.id, e.target) for e in read_examples(path)] == [("1", ("Ann", 0)), ("3", None)]


def test_title_is_read_unless_it_is_no_headline(tmp_path):
    """What tells an article apart may be a file's name, which would tell a reader nothing."""
    path = tmp_path / "q.jsonl"
    qas = [{"id": 1, "question": "Why?", "answers": []}]
    passage = {"title": "Old_bridge_opens", "context": "Ann went.", "qas": qas}
    path.write_text(json.dumps(passage) + "\n" + json.dumps(passage | {"group": "b"}))
    titled, untitled = list(read_examples(path)), list(read_examples(path, titled=False))
    assert [e.title for e in (*titled, *untitled)] == ["Old bridge opens"] * 2 + [""] * 2
    assert [e.group for e in titled] == [e.group for e in untitled] == ["q.jsonl:Old_bridge_opens", "q.jsonl:b"]
    written = tmp_path / "written.jsonl"
    write_examples(written, titled)
    assert read_written(written) == titled


def test_broken_line_is_named(tmp_path):
    """The error gives file and line."""
    path = tmp_path / "q.jsonl"
    path.write_text('{"context": "x", "qas": []}\n{"context": 1}\n')
    with pytest.raises(ReaderError, match=r"q\.jsonl, line 2"):
        list(read_examples(path))


def test_target_is_what_most_annotators_gave():
    """Of several annotations the common one is learnt."""
    assert Example("1", "q", "a b a b", (("b", 2), ("a", 0), ("a", 0))).target == ("a", 0)


def test_hard_negative_is_the_likest_passage_without_the_answer():
    """The wrong passage shares words with the question and never holds an answer."""
    passages = [
        "Ann built the tower in May.",
        "The tower in the town was red.",
        "Cats sleep.",
        "The tower: Ann built it.",
    ]
    examples = [Example("1", "Who built the tower in town?", passages[0], (("Ann", 0),), "g", "Title 1")]
    examples += [Example(str(i), "x?", p, (), "g", f"Title {i}") for i, p in enumerate(passages[1:], 2)]
    for negatives in (from_the_article, from_the_search):
        [negative] = negatives(examples, 1.0, random.Random(0))
        assert (negative.context, negative.answers) == (passages[1], ())
    assert negative.title == "Title 2"


def test_paraphrase_of_a_held_out_passage_is_not_learnt():
    """Collections overlap, one a translation of the other: the curve would be measured on what was learnt."""
    held_out = [Example("1", "Who?", "The mayor of Halden opened the new bridge on Monday morning.", (), "a")]
    copy = Example("2", "Who?", "On Monday morning the mayor of Halden opened a new bridge.", (), "b")
    other = Example("3", "Who?", "The mayor of Fredrikstad closed the old harbour in June.", (), "c")
    assert without_copies([copy, other], held_out) == [other]


def test_no_article_is_in_training_and_held_out(data):
    """The curve is measured on articles that the model has not seen."""
    training, held_out = split_by_article(read_examples(data), 10, random.Random(1))
    assert len(held_out) == 10
    assert not {e.group for e in training} & {e.group for e in held_out}


def test_answer_that_a_window_cuts_is_not_learnt():
    """Half an answer is no answer: such a window is left out, one without any part of it is a "no answer"."""
    context = "word " * 300 + "the tall red tower of Halden" + " word" * 300
    example = Example("1", "What?", context, (("the tall red tower of Halden", 1500),))
    cut = list(Cutter(weights.default_tokenizer(), max_length=100, stride=80).cut(["What?"], [context]))
    located = [locate(w, example) for w in cut]
    whole = [w for w in located if w and w.first]
    assert None in located
    assert whole
    for window in whole:
        start, end = window.offsets[window.first][0], window.offsets[window.last][1]
        assert context[start:end] == "the tall red tower of Halden"
    assert any(w and not w.first for w in located)


def _run(data, tiny, out, examples=64, mixture=None, **options):
    out.mkdir(parents=True, exist_ok=True)
    prepare(Mixture([str(data)], **{"held_out": "4"} | (mixture or {}))).save(out / "prepared.npz")
    given = {"batch": 4, "learning_rate": 1e-3} | options
    settings = recipe.Settings(str(out / "prepared.npz"), str(tiny), examples, **given)
    return recipe.train(settings, out, checkpoint_seconds=0)


def test_prepared_file_holds_what_was_prepared(data, tmp_path, capsys):
    """The command's file carries every window and the questions held out, as a machine without the data needs them."""
    prepare_main(["--data", f"{data}:0.5", "--out", str(tmp_path / "p.npz"), "--held-out", "4"])
    loaded, made = Prepared.load(tmp_path / "p.npz"), prepare(Mixture([f"{data}:0.5"], held_out="4"))
    assert loaded.held_out == made.held_out
    assert loaded.record == made.record
    assert (loaded.windows.ids == made.windows.ids).all()
    assert len(loaded.windows) > 20
    assert "windows" in capsys.readouterr().err


def test_a_file_can_be_learnt_from_several_times(data):
    """FILE:3 puts three of each window into an epoch, and holds no question out more than once."""
    alone = {"held_out": "4", "wrong_passages": 0.0, "wrong_retrieved": 0.0}
    once, thrice = (prepare(Mixture([entry], **alone)) for entry in (str(data), f"{data}:3"))
    assert len(thrice.windows) == 3 * len(once.windows)
    assert thrice.held_out == once.held_out


def test_titles_and_topics_are_shown_to_the_share_asked_for(tmp_path):
    """Without titles the inputs are shorter, with topics there are as many questions again where names are."""
    data = tmp_path / "titled.jsonl"
    passages = [passage | {"title": f"New bridge {passage['id']}"} for passage in _passages(24)]
    data.write_text("".join(json.dumps(passage) + "\n" for passage in passages))
    alone = {"held_out": "4", "wrong_passages": 0.0, "wrong_retrieved": 0.0}
    plain, untitled, topical = (
        prepare(Mixture([str(data)], **alone | more)) for more in ({}, {"titles": 0.0}, {"topic": 1.0})
    )
    assert untitled.windows.starts[-1] < plain.windows.starts[-1]
    assert 2 * len(plain.windows) == 2 * len(untitled.windows) == len(topical.windows)


def test_long_texts_are_cut_to_learn_from_and_held_out_whole(tmp_path):
    """An article that measures is one question a line, as it was given; the others come in passages of the store."""
    lines = []
    for i in range(12):
        context = " ".join(f"On day {day} the mayor of Town{i}n{day} met Person{i}n{day}." for day in range(60))
        qas = [{"id": str(i), "question": "Who sang?", "answers": []}]
        lines.append({"title": str(i), "context": context, "qas": qas})
    (tmp_path / "long.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    made = prepare(Mixture([str(tmp_path / "long.jsonl")], held_out="3", wrong_passages=0.0, wrong_retrieved=0.0))
    assert len({example.id for example in made.held_out}) == len(made.held_out) == 3
    assert all(len(example.context) > 2_000 for example in made.held_out)
    assert made.windows.lengths.max() < 230


def test_batches_on_the_device_are_the_windows(data):
    """What the model is given is what was cut: tokens, types and the answer's place, padded at the end."""
    windows = prepare(Mixture([str(data)], held_out="4")).windows
    batch = windows.on(torch.device("cpu")).batch([3, 5], multiple=16)
    assert batch["input_ids"].shape[1] % 16 == 0
    for row, number in enumerate((3, 5)):
        ids = windows.ids[windows.starts[number] : windows.starts[number + 1]]
        inside = int(batch["attention_mask"][row].sum())
        assert batch["input_ids"][row, :inside].tolist() == ids.tolist()
        assert not batch["input_ids"][row, inside:].any()
        assert int(batch["token_type_ids"][row].sum()) == inside - windows.asked[number]
        assert int(batch["start_positions"][row]) == windows.first[number]


def test_file_that_was_not_prepared_is_named(data, tiny, tmp_path):
    """Training data in its raw form needs one more step; the error says which."""
    with pytest.raises(ReaderError, match=r"questions\.jsonl was not made by python -m qa_bot\.reader\.prepare"):
        recipe.train(recipe.Settings(str(data), str(tiny)), tmp_path)


def test_interrupted_run_ends_with_the_same_weights(data, tiny, tmp_path, monkeypatch):
    """Cut in the middle and started again, the run gives the weights of an uncut one, to the last bit."""
    whole = load_file(_run(data, tiny, tmp_path / "whole", dropout=0.1) / "model.safetensors")
    save = recipe.save

    def save_and_die(*arguments):
        save(*arguments)
        if arguments[-1] == 7:
            raise KeyboardInterrupt

    monkeypatch.setattr(recipe, "save", save_and_die)
    with pytest.raises(KeyboardInterrupt):
        _run(data, tiny, tmp_path / "cut", dropout=0.1)
    monkeypatch.setattr(recipe, "save", save)
    resumed = load_file(_run(data, tiny, tmp_path / "cut", dropout=0.1) / "model.safetensors")
    assert all((whole[name] == resumed[name]).all() for name in whole)
    record = json.loads((tmp_path / "cut" / "record.json").read_text())
    assert record["prepared"]["data_sha256"].keys() == {"questions.jsonl"}
    assert record["curve"][-1]["windows"] == 64
    kept = list(read_examples(tmp_path / "cut" / "held_out.jsonl"))
    assert [e.id for e in kept] == [e.id for e in read_examples(tmp_path / "whole" / "held_out.jsonl")]
    assert len(kept) == 4


@pytest.mark.parametrize("options", [{"precision": "bfloat16"}, {"precision": "float32"}, {"dropout": 0.2}])
def test_run_learns_at_either_precision(data, tiny, tmp_path, options):
    """Half precision and dropout are choices of speed and regularity; the questions are learnt all the same."""
    _run(data, tiny, tmp_path, examples=640, learning_rate=3e-3, mixture={"held_out": "12"}, **options)
    curve = json.loads((tmp_path / "record.json").read_text())["curve"]
    assert curve[-1]["f1"] > 70


def test_run_that_goes_on_keeps_back_what_the_first_kept_back(data, tiny, tmp_path):
    """Measured on the same questions, and trained on none of their articles."""
    first = _run(data, tiny, tmp_path / "first", examples=8)
    kept = tmp_path / "first" / "held_out.jsonl"
    articles = {example.group for example in read_written(kept)}
    trained = sum(example.group not in articles for example in read_examples(data))
    assert trained < 48
    before = kept
    for name in ("second", "third"):
        mixture = {"held_out": str(before), "seed": 2, "wrong_passages": 0, "wrong_retrieved": 0}
        _run(data, first, tmp_path / name, 8, mixture)
        before = tmp_path / name / "held_out.jsonl"
        assert before.read_bytes() == kept.read_bytes()
        assert json.loads((tmp_path / name / "record.json").read_text())["prepared"]["questions"] == trained


def test_checkpoint_of_another_run_is_not_continued(data, tiny, tmp_path):
    """Other settings in the same folder are refused instead of mixed."""
    _run(data, tiny, tmp_path, examples=8)
    with pytest.raises(ReaderError, match="other settings"):
        _run(data, tiny, tmp_path, examples=16)


def test_questions_that_measure_can_be_left_out(data, tiny, tmp_path):
    """Ids that match are never trained on, nor held out."""
    found = prepare(Mixture([str(data)], leave_out="b$", wrong_passages=0, wrong_retrieved=0, held_out="4"))
    assert found.record["questions"] + len(found.held_out) <= 24
    assert not [example for example in found.held_out if example.id.endswith("b")]


def test_pupil_comes_to_say_what_its_teachers_say(data, tiny, tmp_path):
    """Learning from teachers alone, a run ends nearer to them than it began."""
    teacher = _run(data, tiny, tmp_path / "teacher", examples=640, learning_rate=3e-3)
    options = {"teachers": [str(teacher), str(teacher)], "lesson": 1.0, "learning_rate": 3e-3}
    pupil = _run(data, tiny, tmp_path / "pupil", examples=640, **options)
    windows = prepare(Mixture([str(data)], held_out="4")).windows.on(torch.device("cpu"))
    inputs = {name: value for name, value in windows.batch(range(12)).items() if "positions" not in name}
    said = []
    for folder in (teacher, pupil, tiny):
        with torch.inference_mode():
            said.append(BertForQuestionAnswering.from_pretrained(folder).eval()(**inputs).start_logits.softmax(-1))
    assert (said[1] - said[0]).abs().sum() < 0.5 * (said[2] - said[0]).abs().sum()
    assert json.loads((tmp_path / "pupil" / "record.json").read_text())["settings"]["teachers"] == ["teacher"] * 2


def test_export_reads_like_the_original_and_serves_by_its_folder(data, tiny, tmp_path):
    """The int8 file answers as the trained model does, and a bot takes it by its folder."""
    model = _run(data, tiny, tmp_path / "run", examples=320)
    export(model, tmp_path / "shipped")
    scores = check(model, tmp_path / "shipped", data, 48)
    assert abs(scores["original"]["f1"] - scores["exported"]["f1"]) < 15
    assert OnnxSpanModel(tmp_path / "shipped").spans("Which town?", ["Town5 has it."])[0]
    with QABot.open(tmp_path / "store", reader=str(tmp_path / "shipped")) as bot:
        bot.add(NEWS)
        assert bot.ask("Who is the warden?").question == "Who is the warden?"


def test_mean_of_two_runs_lies_between_them_and_tells_of_both(data, tiny, tmp_path):
    """Each weight is the mean of the two; in half precision the file is half as large; the record names both runs."""
    models = [_run(data, tiny, tmp_path / name, examples=16, seed=seed) for name, seed in (("one", 1), ("two", 2))]
    average(models, tmp_path / "mean")
    average([tmp_path / "mean"], tmp_path / "half", half=True)
    one, two, mean = (load_file(f / "model.safetensors") for f in (*models, tmp_path / "mean"))
    assert not all(torch.equal(one[name], two[name]) for name in one)
    assert all(torch.allclose(mean[name], (one[name] + two[name]) / 2, atol=1e-6) for name in one)
    sizes = [(tmp_path / name / "model.safetensors").stat().st_size for name in ("mean", "half")]
    assert sizes[1] < 0.6 * sizes[0]
    record = json.loads((tmp_path / "half" / "record.json").read_text())
    assert [run["settings"]["seed"] for run in record["runs"]] == [1, 2]


def test_models_of_two_sizes_have_no_mean(tiny, tmp_path):
    """The error names both folders."""
    config = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    BertForQuestionAnswering(config).save_pretrained(tmp_path / "other")
    with pytest.raises(ReaderError, match=r"other is no model of the same kind"):
        average([tiny, tmp_path / "other"], tmp_path / "mean")


def test_any_hugging_face_reader_serves_by_its_folder(tiny, tmp_path):
    """A model of the hub's kind in a local folder reads, and quotes exactly."""
    with QABot.open(tmp_path / "store", reader=str(tiny)) as bot:
        bot.add(NEWS)
        answer = bot.ask("Who is the warden?")
        assert bot.reader.name == str(tiny)
        for citation in answer.citations:
            assert citation.quote == bot.article(citation.article.id).text[citation.start : citation.end]


def test_reader_in_half_precision_is_run_in_full(tiny, tmp_path):
    """A CPU multiplies half precision many times slower."""
    average([tiny], tmp_path / "half", half=True)
    model = HuggingFaceSpanModel(str(tmp_path / "half"))
    assert model.spans("Which town?", ["Town5 has it."])[0]
    assert model._loaded[1].dtype == torch.float32


def test_reader_that_is_not_there_is_named(tmp_path):
    """A typing error in a model's name gives one line."""
    with QABot.open(tmp_path / "store", reader="no/such-reader") as bot:
        bot.add(NEWS)
        with pytest.raises(ReaderError, match="no/such-reader"):
            bot.ask("Who?")
