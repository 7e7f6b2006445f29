"""The layout of the project holds: who imports whom, and that everything is documented."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from qa_bot import __version__
from qa_bot.cli import _parser

ROOT = Path(__file__).parent.parent
PARTS = {"qa_bot", "index", "ui", "eval"}
MAY_IMPORT = {"qa_bot": set(), "index": {"qa_bot"}, "ui": {"qa_bot", "index"}, "eval": {"qa_bot", "index"}}

pytestmark = pytest.mark.skipif(not (ROOT / "ui").is_dir(), reason="needs a checkout, not the installed package")


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("part", sorted(PARTS))
def test_parts_import_only_what_they_may(part):
    """The library knows none of the programs; ui and eval never know each other."""
    files = list((ROOT / part).rglob("*.py"))
    assert files
    for path in files:
        wrong = (set(_imports(path)) & PARTS) - MAY_IMPORT[part] - {part}
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_nothing_unpickles_or_runs_foreign_code():
    """A store or a model is a file that people send each other: loading one runs nothing."""
    for part in PARTS:
        for path in (ROOT / part).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not set(_imports(path)) & {"pickle", "joblib", "dill", "marshal", "shelve"}, path
            assert "trust_remote_code=True" not in text, path
            assert "allow_pickle=True" not in text, path
            assert "torch.load" not in text, path


def test_readme_names_every_part_and_module_of_the_library():
    """The map in the README is the house as it stands."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    modules = [p for p in (ROOT / "qa_bot").rglob("*.py") if p.name not in ("__init__.py", "__main__.py")]
    programs = [p for part in PARTS - {"qa_bot"} for p in (ROOT / part).glob("*.py") if not p.name.startswith("__")]
    missing = [p.relative_to(ROOT).as_posix() for p in modules + programs if f"`{p.name}`" not in readme]
    assert missing == []


def test_every_command_and_option_of_qa_bot_is_in_the_readme():
    """An option that nobody can read about does not exist."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = _parser()._subparsers._group_actions[0].choices
    for name, command in commands.items():
        assert f"qa-bot {name}" in readme
        for action in command._actions:
            for option in action.option_strings:
                assert option in ("-h", "--help") or f"`{option}`" in readme or f" {option}" in readme, (name, option)


def test_readme_example_runs_as_it_stands(tmp_path, monkeypatch, capsys):
    """The worked example of the README prints what it says it prints."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [example] = [block for block in re.findall(r"```python\n(.*?)```", readme, re.DOTALL) if "QABot.open" in block]
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    promised = re.findall(r"print\(.*?\)\s+# (.*)", example)
    assert promised
    assert printed == promised


def test_version_and_changelog_agree():
    """A release has its entry."""
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_torch_requirement_admits_no_cuda_surprise():
    """The CPU build of 2.13.0 is preferred as long as nothing newer is admitted."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    [torch] = [d for d in project["project"]["dependencies"] if d.startswith("torch")]
    assert torch.endswith("<=2.13.0")
