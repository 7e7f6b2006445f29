"""Fit the cascade of an exported reader:  python -m qa_bot.reader.fit_cascade READER --data squad.jsonl.gz ...

Questions are put to the ten passages that a search by words brings up for them among all passages of the data, as in
use, and read to the end. From the hidden states of the lower half a small layer learns to tell the margins that came
out: which passage is best (as a distribution over the ten) and how good it is. A quarter of the questions is kept back
to say how often the best passage is read on, and how many are.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.article import Article
from qa_bot.checksum import sha256
from qa_bot.passage import Passage
from qa_bot.reader.cascade import Cascade, passage_tokens, worth_reading
from qa_bot.reader.examples import Example, read_examples
from qa_bot.reader.model import CASCADE, OnnxSpanModel, collect
from qa_bot.reader.whether import asked_whether
from qa_bot.reader.windows import Window
from qa_bot.splitter import Splitter
from qa_bot.store.words import WordIndex

#: Passages found for a question, as in use.
_PASSAGES = 10
_UNITS, _EPOCHS, _BATCH, _RATE = 64, 8, 8, 3e-3
#: Margins are clipped there: beyond, the answer is as good as certain.
_MOST = 15.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: the windows found, their hidden states (tokens, size) in half precision, and their margins."""

    windows: list[Window]
    hidden: list[np.ndarray]
    margins: np.ndarray


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line; writes ``cascade.safetensors`` into the reader's folder and its hash into ``reader.json``."""
    parser = argparse.ArgumentParser(prog="python -m qa_bot.reader.fit_cascade", description=__doc__.split("\n")[0])
    parser.add_argument("reader", type=Path, help="folder that qa_bot.reader.export wrote")
    parser.add_argument("--data", nargs="+", required=True, type=Path, metavar="JSONL", help="SQuAD-style questions")
    parser.add_argument(
        "--untitled",
        nargs="+",
        default=[],
        type=Path,
        metavar="JSONL",
        help="those of the files whose titles are no headlines",
    )
    parser.add_argument(
        "--limit",
        type=int,
        default=2000,
        metavar="N",
        help="questions taken, as many of each file (default %(default)s)",
    )
    parser.add_argument(
        "--whether",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="as much more of those that can be, asked for yes or no (default %(default)s)",
    )
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    rng = random.Random(given.seed)
    files = [list(read_examples(path, path not in given.untitled)) for path in given.data]
    samples = list(_read(OnnxSpanModel(given.reader), files, given.limit, given.whether, rng))
    cascade, figures = fit(samples, given.seed)
    cascade.save(given.reader / CASCADE)
    path = given.reader / "reader.json"
    card = json.loads(path.read_text())
    card["sha256"][CASCADE] = sha256(given.reader / CASCADE)
    card["cascade"] = figures | {
        "data": [each.name for each in given.data],
        "whether": given.whether,
        "seed": given.seed,
    }
    path.write_text(json.dumps(card, indent=1) + "\n")
    print(json.dumps(card["cascade"], indent=1))


def _read(
    model: OnnxSpanModel, files: Sequence[Sequence[Example]], limit: int, whether: float, rng: random.Random
) -> Iterator[Sample]:
    """The samples of ``limit`` questions of the files in all, and of those made of a share of them."""
    from tqdm import tqdm

    passages = list(_passages(example for examples in files for example in examples))
    asked = [each for examples in files for each in rng.sample(examples, min(len(examples), limit // len(files)))]
    asked += asked_whether(asked, whether, rng)
    with tempfile.TemporaryDirectory(prefix="cascade-") as folder:
        index = WordIndex(Path(folder, "words"))
        with index.writing() as writer:
            writer.add(dict(enumerate(passages)))
        for example in tqdm(asked, desc="Reading", unit=" questions"):
            found = [passages[at] for at in index.search(example.question, _PASSAGES)]
            texts, titles = [each.text for each in found], [each.article.title for each in found]
            windows = list(model.cutter.cut([example.question] * len(found), texts, titles))
            if len(windows) > 1:
                states = model.lower(windows)
                best = [
                    collect([w], [scores], len(found), 1)[w.source]
                    for w, scores in zip(windows, model.upper(states), strict=True)
                ]
                margins = np.array([spans[0].margin if spans else -_MOST for spans in best], dtype=np.float32)
                yield Sample(windows, [hidden[0].astype(np.float16) for hidden, _ in states], margins)


def _passages(examples: Iterator[Example]) -> Iterator[Passage]:
    splitter = Splitter()
    for context, title in dict.fromkeys((example.context, example.title) for example in examples):
        yield from splitter.split(Article(context, title))


def fit(samples: Sequence[Sample], seed: int = 0) -> tuple[Cascade, dict[str, float]]:
    """A cascade for the samples, and what it does on the quarter of them that was kept back.

    ``best_kept`` is the share of questions whose best passage is read on, among those with a passage that is not
    plainly without an answer; ``answers_kept`` the share of all passages with a margin above 0; ``read`` the share
    of passages read on.
    """
    import torch

    torch.manual_seed(seed)
    order = np.random.default_rng(seed).permutation(len(samples))
    kept_back, training = order[: len(order) // 4], order[len(order) // 4 :]
    size = samples[0].hidden[0].shape[1]
    tokens, first = torch.nn.Linear(size, _UNITS), torch.nn.Linear(size, _UNITS)
    out = torch.nn.Linear(2 * _UNITS, 1)
    weights = [weight for layer in (tokens, first, out) for weight in layer.parameters()]
    optimiser = torch.optim.AdamW(weights, lr=_RATE)
    steps = _EPOCHS * -(-len(training) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)

    def estimates(sample: Sample) -> Any:
        found = []
        for hidden, window in zip(sample.hidden, sample.windows, strict=True):
            states = torch.from_numpy(hidden.astype(np.float32))
            strongest = torch.relu(tokens(states[passage_tokens(window)])).amax(0)
            found.append(out(torch.cat([strongest, torch.relu(first(states[0]))])))
        return torch.cat(found)

    rng = np.random.default_rng(seed)
    for _ in range(_EPOCHS):
        shuffled = rng.permutation(training)
        for at in range(0, len(shuffled), _BATCH):
            loss = torch.zeros(())
            batch = [samples[n] for n in shuffled[at : at + _BATCH]]
            for sample in batch:
                margins = torch.from_numpy(np.clip(sample.margins, -_MOST, _MOST))
                told = estimates(sample)
                which = torch.nn.functional.kl_div(
                    torch.log_softmax(told / 4, 0), torch.softmax(margins / 2, 0), reduction="sum"
                )
                loss = loss + (which + 0.02 * (told - margins).square().mean()) / len(batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            schedule.step()
    arrays = [
        array
        for layer in (tokens, first, out)
        for array in (layer.weight.detach().numpy().T.squeeze(), layer.bias.detach().numpy())
    ]
    cascade = Cascade(*arrays)
    return cascade, {"questions": len(samples)} | _measure(cascade, [samples[n] for n in kept_back])


def _measure(cascade: Cascade, samples: Sequence[Sample]) -> dict[str, float]:
    best, answers, read, windows = [], [], 0, 0
    for sample in samples:
        pairs = zip(sample.hidden, sample.windows, strict=True)
        on = set(worth_reading([cascade.estimate(hidden.astype(np.float32), window) for hidden, window in pairs]))
        top = int(sample.margins.argmax())
        if sample.margins[top] > -3:
            best.append(top in on)
        answers += [at in on for at in np.flatnonzero(sample.margins > 0)]
        read, windows = read + len(on), windows + len(sample.windows)
    return {
        "best_kept": round(float(np.mean(best)), 4) if best else 1.0,
        "answers_kept": round(float(np.mean(answers)), 4) if answers else 1.0,
        "read": round(read / max(1, windows), 4),
    }


if __name__ == "__main__":
    main()
