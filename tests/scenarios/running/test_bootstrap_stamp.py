"""When the bootstrap believes what was built before, and when it builds anew."""

from pathlib import Path

import bootstrap
import pytest


class Folder:
    """A folder whose steps are noted instead of run."""

    def __init__(self, root: Path):
        self.root = root
        self.installs = []

    def install_libraries(self, python, *, dev):
        self.installs.append(("anew" if python else "on top", "dev" if dev else "run"))
        (self.root / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        interpreter = self.root / ".venv" / "bin" / "python"
        if not interpreter.exists():
            interpreter.symlink_to("/bin/sh")

    def compile_catalogues(self):
        for path in bootstrap.list_catalogues():
            Path(path).with_suffix(".mo").touch()

    def build(self, *, dev=False):
        """What a run installed."""
        self.installs.clear()
        assert bootstrap.main(["--dev"] if dev else []) == 0
        return self.installs

    def require(self, name, text):
        (self.root / f"{name}.txt").write_text(text)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made = Folder(tmp_path)
    (tmp_path / "locale").mkdir()
    made.require("run", "django==6.1.3\n")
    made.require("dev", "django==6.1.3\npytest==9\n")
    for name, value in {
        "ROOT": str(tmp_path),
        "VENV": str(tmp_path / ".venv"),
        "CACHE": str(tmp_path / ".cache"),
        "LOG": str(tmp_path / ".cache" / "log"),
        "STAMP": str(tmp_path / ".venv" / "stamp.json"),
        "CATALOGUES": str(tmp_path / "locale"),
        "REQUIREMENTS": {name: str(tmp_path / f"{name}.txt") for name in ("run", "dev")},
        "choose_python": lambda: "a Python",
        "install_libraries": made.install_libraries,
        "compile_catalogues": made.compile_catalogues,
    }.items():
        monkeypatch.setattr(bootstrap, name, value)
    return made


def test_a_second_run_does_nothing(folder):
    assert folder.build() == [("anew", "run")]
    assert folder.build() == []


def test_the_libraries_of_the_tests_come_on_top_and_stay(folder):
    folder.build()
    assert folder.build(dev=True) == [("on top", "dev")]
    assert folder.build() == []
    folder.require("run", "django==6.1.4\n")
    assert folder.build() == [("on top", "dev")]


def test_an_interrupted_run_is_begun_anew(folder, monkeypatch):
    folder.build()
    folder.require("run", "django==6.1.4\n")

    def be_killed(_python, *, dev):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bootstrap, "install_libraries", be_killed)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.main([])
    assert folder.build() == [("anew", "run")]


def test_a_python_that_is_gone_and_a_folder_that_moved_are_noticed(folder, monkeypatch):
    folder.build()
    (folder.root / ".venv" / "bin" / "python").unlink()
    assert folder.build() == [("anew", "run")]
    stamp = folder.root / ".venv" / "stamp.json"
    stamp.write_text(stamp.read_text().replace(str(folder.root), "/elsewhere"))
    assert folder.build() == [("anew", "run")]


def test_a_broken_stamp_is_no_stamp(folder):
    folder.build()
    (folder.root / ".venv" / "stamp.json").write_text('{"root": ')
    assert folder.build() == [("anew", "run")]


def test_translations_are_compiled_when_they_change_or_are_missing(folder):
    folder.build()
    catalogue = folder.root / "locale" / "fr.po"
    catalogue.write_text('msgid ""\n')
    assert folder.build() == []
    compiled = catalogue.with_suffix(".mo")
    assert compiled.exists()
    compiled.unlink()
    folder.build()
    assert compiled.exists()


def test_a_failing_step_is_one_sentence_with_the_place_of_the_log(folder, monkeypatch, capsys):
    def fail(_python, *, dev):
        bootstrap.run(["/bin/sh", "-c", "echo error: no space left; exit 3"], "Making .venv")

    monkeypatch.setattr(bootstrap, "install_libraries", fail)
    assert bootstrap.main([]) == 1
    said = capsys.readouterr().err.strip()
    assert said == (
        f"Making .venv failed: error: no space left (the whole log: {folder.root}/.cache/log)"
    )


def test_the_way_to_the_program_is_read_under_any_locale(folder):
    """A `.pth` file is read in the locale's alphabet; the folder's own path may hold any letter."""
    site = folder.root / ".venv" / "lib" / "python3.12" / "site-packages"
    for made in (site, folder.root / ".venv" / "bin"):
        made.mkdir(parents=True)
    bootstrap.install_project()
    way = (site / "kwartier.pth").read_text().strip()
    assert not Path(way).is_absolute()
    assert (site / way).resolve() == (folder.root / "src").resolve()
