"""The command that takes the pictures says what it lacks, and the README shows what it takes."""

from pathlib import Path

from ui import screenshots

ROOT = Path(__file__).parents[2]


def test_without_a_browser_it_is_said_what_to_install(tmp_path, monkeypatch, capsys):
    """And no picture is touched."""
    monkeypatch.setattr(screenshots.shutil, "which", lambda name: None)
    assert screenshots.main(["--out", str(tmp_path / "pictures")]) == 1
    assert "apt-get install chromium" in capsys.readouterr().err
    assert not (tmp_path / "pictures").exists()


def test_every_picture_that_is_taken_is_in_the_readme_and_no_other():
    """One that nobody sees is not kept."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = {f"{name}.png" for name in screenshots._POSES}
    assert names == {path.name for path in (ROOT / "ui/pictures").iterdir()}
    assert all(f"(ui/pictures/{name})" in readme or f'src="ui/pictures/{name}"' in readme for name in names)
