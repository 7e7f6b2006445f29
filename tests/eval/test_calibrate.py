import json
import random
import shutil
from dataclasses import replace

from eval.calibrate import Reading, fit, main
from eval.questions import Question
from qa_bot import Article
from qa_bot.passage import Hit, Passage
from qa_bot.reader.candidates import Candidate, pool
from qa_bot.reader.confidence import Calibration, Evidence, Telling
from qa_bot.reader.model import SHIPPED, OnnxSpanModel


def _reading(number, margin, right):
    text = f"Town {number} sent 200 soldiers in {1900 + number}."
    hit = Hit(Passage(Article(text, url=f"https://x.example/{number}"), 0, len(text)), 1.0, 0.5)
    question = Question(str(number), "How many soldiers?", ("200" if right else "9",))
    start = text.index("200")
    return Reading(question, [Candidate(hit, start, start + 3, margin)], True)


def _standing(context, text):
    return [{"text": text, "answer_start": context.index(text)}]


def _kept(folder):
    """A file of 24 short texts with a question each that it answers and one that it does not, and two for yes or no."""
    lines = []
    for i in range(24):
        context = f"The mayor of Halden is Ann Number{i}. She was born in {1950 + i}."
        qas = [
            {"id": f"{i}a", "question": "Who is the mayor of Halden?", "answers": _standing(context, f"Ann Number{i}")},
            {"id": f"{i}b", "question": "Who built the tower of Halden?", "answers": []},
            {"id": f"{i}c", "question": f"Was she born in {1950 + i}?", "answers": _standing(context, str(1950 + i))},
            {"id": f"{i}d", "question": "Was the tower of Halden built in stone?", "answers": []},
        ]
        lines.append(json.dumps({"id": str(i), "title": str(i), "context": context, "qas": qas}))
    (folder / "kept.jsonl").write_text("\n".join(lines))
    return folder / "kept.jsonl"


def test_probability_means_what_it_says():
    """Where answers of a margin are right three times in four, the fitted probability is near 75%."""
    rng = random.Random(1)
    readings = [_reading(i, 4.0, rng.random() < 0.75) for i in range(200)]
    readings += [_reading(i, -4.0, rng.random() < 0.1) for i in range(200, 400)]
    values = fit(readings)
    calibration = Calibration.from_dict(values)
    for margin, share in [(4.0, 0.75), (-4.0, 0.1)]:
        reading = _reading(0, margin, True)
        evidence = Evidence.of(reading.question.question, pool(reading.candidates, 3.0), 3.0)
        assert abs(calibration.probability(evidence) - share) < 0.1
    assert values["ece"] < 0.1
    assert values["auroc"] > 0.75


def test_questions_whether_have_a_confidence_of_their_own():
    """Sentences of a margin that told three times in four are given with about that probability."""
    rng = random.Random(1)
    readings = [_reading(i, 4.0, True) for i in range(200)] + [_reading(i, -4.0, False) for i in range(200, 400)]
    told = [
        replace(each, telling=(Telling(each.candidates[0].margin, 0.9, 0.5), each.right("200") and rng.random() < 0.75))
        for each in readings
    ]
    values = fit(told)
    assert values["whether"]["questions"] == 400
    calibration = Calibration.from_dict(values)
    assert abs(calibration.tells(Telling(4.0, 0.9, 0.5)) - 0.75) < 0.1
    assert calibration.tells(Telling(-4.0, 0.9, 0.5)) < 0.1
    assert "whether" not in fit(readings)


def test_command_completes_the_readers_card_and_keeps_its_hashes(tmp_path, capsys):
    """After calibrating, the reader's folder still loads, and its card tells from which sets the figures come."""
    folder = tmp_path / "reader"
    shutil.copytree(SHIPPED, folder)
    kept = _kept(tmp_path)
    main([str(folder), str(kept), "--withhold", "0.5"])
    card = OnnxSpanModel(folder).card
    assert card["calibration"]["sets"] == ["kept.jsonl"]
    assert card["calibration"]["questions"] == 48
    assert json.loads(capsys.readouterr().out)["weights"].keys() == card["calibration"]["weights"].keys()


def test_questions_that_ask_whether_are_not_weighed_as_phrases(tmp_path, monkeypatch):
    """What the sentences found for them tell is what their confidence is fitted on."""
    monkeypatch.setenv("QA_BOT_CACHE", str(tmp_path / "cache"))
    folder, kept = tmp_path / "reader", _kept(tmp_path)
    shutil.copytree(SHIPPED, folder)
    main([str(folder), f"{kept} --articles {kept} --quiet", "--withhold", "0"])
    fitted = OnnxSpanModel(folder).card["calibration"]
    assert fitted["questions"] == 48
    assert fitted["whether"]["questions"] >= 48
