"""The hooks before a commit: all are local, and each runs what the project has."""

from __future__ import annotations

import re
import subprocess
import sys

import yaml


def test_hooks_ask_nothing_of_the_network_and_run_what_is_there(project):
    config = yaml.safe_load((project / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    hooks = {hook["id"]: hook for hook in config["repos"][0]["hooks"]}
    assert hooks.keys() == {"ruff-check", "ruff-format", "types", "check", "lint"}
    pinned = (project / "tests" / "requirements.txt").read_text(encoding="utf-8")
    for hook in hooks.values():
        assert hook["language"] == "system" and hook["entry"].startswith(".venv/bin/python -m "), hook["id"]
        module = hook["entry"].split()[2]
        assert re.search(rf"^{module}==", pinned, re.M) or (project / "src" / module / "__main__.py").is_file(), hook["id"]
        for path in re.findall(r"tests/\w+\.py", hook["entry"]):
            assert (project / path).is_file(), path


def test_the_files_that_start_a_hook_are_there(project):
    config = yaml.safe_load((project / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    kept = subprocess.run(["git", "ls-files"], cwd=project, capture_output=True, text=True, check=True).stdout.splitlines()
    for hook in config["repos"][0]["hooks"]:
        if "files" in hook:
            assert [name for name in kept if re.search(hook["files"], name)], hook["id"]


def test_commands_of_hooks_answer(project):
    for command in (["ruff", "check", "tests/test_hooks.py"], ["external_dimension", "check"]):
        done = subprocess.run([sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
