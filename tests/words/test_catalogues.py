"""Every sentence exists in both languages with the same values, is used, and is there when used."""

import ast
import re
import string
from pathlib import Path

import pytest

from layerworks.words import catalogue, language_of, render, say

SOURCE = Path(__file__).parents[2] / "src" / "layerworks"
EN, ZH = catalogue("en"), catalogue("zh")


def names_in(line: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(line) if name}


def test_both_languages_have_the_same_sentences():
    singular = {k for k in EN if k.endswith("_one")}  # Chinese needs no singular form
    assert set(EN) - singular == set(ZH) - {k for k in ZH if k.endswith("_one")}


@pytest.mark.parametrize("code", sorted(set(EN) & set(ZH)))
def test_both_languages_name_the_same_values(code: str):
    assert names_in(EN[code]) == names_in(ZH[code])


def test_every_sentence_said_exists():
    wrong = []
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "say"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                code = node.args[0].value
                if code not in EN:
                    wrong.append(f"{file.name}:{node.lineno} {code}")
                elif all(k.arg for k in node.keywords):
                    given = {k.arg for k in node.keywords}
                    if not names_in(EN[code]) <= given:
                        wrong.append(f"{file.name}:{node.lineno} {code} lacks {names_in(EN[code]) - given}")
    assert wrong == []


def test_chinese_is_chinese():
    bare = [
        k
        for k, line in ZH.items()
        if not re.search(r"[\u4e00-\u9fff]", re.sub(r"\{[^}]*\}", "", line))
        and re.search(r"[a-z]{4}", re.sub(r"\{[^}]*\}", "", line))
    ]
    assert bare == []


def test_a_text_inside_a_text_is_rendered_in_the_same_language():
    inner = say("settings.remedy")
    outer = say("settings.also", first=inner, second=inner)
    assert render(inner, "zh") in render(outer, "zh")
    assert render(inner, "en") in render(outer, "en")


@pytest.mark.parametrize(
    ("wish", "environ", "language"),
    [
        ("zh-CN", {}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {}, "en"),
    ],
)
def test_language_follows_the_wish_and_then_the_locale(wish, environ, language):
    assert language_of(wish, environ) == language
