"""The way of a number from a notebook to a page: parts, nodes of the page, and the domain that knows entries and uses."""

from __future__ import annotations

import json
import re
from importlib.metadata import entry_points
from types import SimpleNamespace

import building
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document
from myst_nb.core import render
from myst_nb.core.render import MimeData, base_render_priority, get_mime_priority, load_mime_renders
from sphinx.errors import NoUri

from claimbook import listing, sentence
from claimbook.report.blocks import Html
from claimbook.report.display import chapter_link, headline, table
from claimbook.sphinx import domain as claims
from claimbook.sphinx.domain import ClaimDomain
from claimbook.sphinx.nodes import Plugin, chapter, nodes_of, number, region, shown
from claimbook.wording import Link, Number, Raw, Slot, Wording
from claimbook.wording.parts import MIME, Table, from_json, html_of, joined, leaves, origins_of, pieces, text_of, to_json

# -- parts -------------------------------------------------------------------------------------------------------------


def test_text_html_claims_and_json_derive_from_the_parts(section):
    package = section.claim("egypt_package")
    given = (Raw("<p>"), "a < b ", package.wording.parts[0], Link("on", "x.ipynb"), Slot("uses", "claim-x"), Raw("</p>"))
    assert text_of(given) == f"a < b {package.text}on" and origins_of(given) == package.origins
    page = BeautifulSoup(html_of(given), "html.parser")
    assert page.p.get_text() == text_of(given) and [a["href"] for a in page.select("a")] == [
        "claims.ipynb#claim-egypt-package",
        "x.ipynb",
    ]
    again = from_json(json.loads(json.dumps(to_json(given))))
    assert to_json(again) == to_json(given) and html_of(again) == html_of(given)


def test_a_table_is_a_part_that_holds_parts(section):
    package = section.claim("egypt_package")
    shown = Html("<details>", table({"A": [package]}, "Whole", outside=True, coding=True), "</details>")
    opening, held, closing = shown.parts
    assert isinstance(held, Table) and held.label == "Whole outside the section our coding" and opening.html == "<details>"
    assert (
        held.html.startswith("<table") and held.html.endswith("</table>") and shown.html == f"<details>{held.html}{closing.html}"
    )
    assert (
        [part.text for part in shown.numbers] == [package.text]
        and shown.origins == package.origins
        and package.text in shown.text
    )
    again = from_json(json.loads(json.dumps(to_json(shown.parts))))
    assert to_json(again) == to_json(shown.parts) and html_of(again) == shown.html
    assert [type(part) for part in leaves(again)][:2] == [Raw, Raw] and table({"A": [1]}).parts[0].label == "Table"


def test_pieces_of_html_become_one_and_texts_are_never_taken_for_html(section):
    told = sentence("<{a}>", a=section.claim("egypt_package"))
    made = pieces("<p>", "<b>", [told, "</b>", ["</p>"]])
    assert [type(part) for part in made] == [Raw, str, Number, str, Raw] and (made[0].html, made[-1].html) == (
        "<p><b>",
        "</b></p>",
    )
    assert joined(("a",), ("b",), (Raw("c"), "d")) == ("ab", Raw("c"), "d")
    assert table({"<i>": ["<b>"]}).html.count("&lt;") == 2


def test_a_sentence_keeps_braces_and_refuses_what_it_would_not_tell():
    assert sentence("{{{a}}}", a="x").parts == ("{x}",) and listing(["a", "b", "c"]).parts == ("a, b and c",)
    for template in ("{a:>5}", "{a!r}"):
        with pytest.raises(ValueError, match="and no other format"):
            sentence(template, a="x")
    with pytest.raises(NameError):
        sentence("{b}", a="x")


def test_a_headline_offers_its_halves_apart(section):
    forms, _ = headline(sentence("{a} a", a=section.claim("egypt_package")), "but")._repr_mimebundle_()
    said = forms[MIME]
    assert text_of(from_json(said["headline"])).endswith(" a") and said["caveat"] == ["but"] and len(said["parts"]) > 3


def test_the_core_knows_neither_pages_nor_html(project):
    for path in sorted((project / "src" / "claimbook" / "core").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\.html|</?\w+[ >]|\bescape\(|\banchor\b|_repr_html_|footnote \{", text), path.name


# -- from an output to nodes -------------------------------------------------------------------------------------------


def test_the_plugin_is_on_the_list_that_myst_nb_keeps():
    """It is put there by hand, for want of an entry point: this pins what that rests on."""
    from claimbook.sphinx.nodes import setup

    added: list = []
    for _ in range(2):  # a server builds several times in one process
        setup(SimpleNamespace(add_node=lambda kind, **how: added.append((kind, set(how)))))
    assert load_mime_renders() is load_mime_renders() and load_mime_renders().count(Plugin) == 1
    assert load_mime_renders is render.load_mime_renders, "every module of MyST-NB asks the same list"
    assert all(how == {"html"} for _, how in added), "handlers for a builder's own name would hide those for HTML"
    assert "claimbook" not in {entry.value.partition(".")[0] for entry in entry_points(group=render.MIME_RENDER_ENTRY_GROUP)}


def test_html_builders_choose_the_parts_and_others_the_text():
    from claimbook.sphinx.nodes import setup

    setup(SimpleNamespace(add_node=lambda kind, **how: None))
    for builder in ("html", "dirhtml", "singlehtml", "epub"):
        assert builder in base_render_priority() and get_mime_priority(builder, ())[0] == MIME
    assert MIME not in get_mime_priority("latex", ())


def test_an_output_is_read_once_in_the_form_of_its_parts(section):
    forms, about = table({"A": [section.claim("egypt_package")]}, "“Verbatim” 'quotes'")._repr_mimebundle_()

    def made(kind: str, metadata: dict, inline: bool = False) -> list | None:
        return Plugin.handle_mime(None, MimeData(kind, forms[kind], output_metadata=metadata), inline)

    for inline in (False, True):
        (node,) = made(MIME, about, inline)
        assert isinstance(node, shown) and node["support_smartquotes"] is False
        (place,) = node.children
        assert isinstance(place, region) and place["label"] == "“Verbatim” 'quotes'"
        kinds = [type(child).__name__ for child in place.children]
        assert kinds == ["raw", "Text", "raw", "pending_xref", "raw"]
    assert made("text/html", about) == [] and made("text/html", {}) is None and made("text/plain", about) is None


# -- the domain --------------------------------------------------------------------------------------------------------


class Builder:
    """Addresses as Sphinx's own builder makes them for pages side by side."""

    @staticmethod
    def get_relative_uri(page: str, target: str) -> str:
        return f"{target.rpartition('/')[2]}.html"


def domain_of(**pages: tuple) -> tuple[ClaimDomain, SimpleNamespace]:
    """A domain that has read these pages, each of parts."""
    env = SimpleNamespace(domaindata={}, found_docs=set(pages), config=SimpleNamespace(root_doc="start"), toctree_includes={})
    domain = ClaimDomain(env)
    for name, parts in pages.items():
        document = new_document(name)
        document += nodes_of(parts)
        domain.process_doc(env, name, document)
    return domain, env


def entry(name: str) -> Slot:
    return Slot("entry", f"claim-{name.replace('_', '-')}")


def test_the_domain_records_entries_and_uses_and_forgets_a_page(section):
    package, migration = (section.claim(name) for name in ("egypt_package", "egypt_migration"))
    told = sentence("{a} {b} {c} {a}", a=package, b=package.amount, c=migration).parts
    domain, _ = domain_of(one=told, two=migration.wording.parts, claims=(entry("egypt_package"), *told))
    assert domain.entries == {"claim-egypt-package": "claims"}
    assert domain.uses == {
        "one": {"claim-egypt-package": [package.text], "claim-egypt-migration": [migration.text]},
        "two": {"claim-egypt-migration": [migration.text]},
    }
    domain.clear_doc("one")
    domain.clear_doc("claims")
    assert domain.entries == {} and list(domain.uses) == ["two"]


def test_what_parallel_readers_recorded_comes_together(section):
    wording = section.claim("egypt_package").wording.parts
    first, _ = domain_of(one=wording)
    second, _ = domain_of(two=wording, three=wording, claims=(entry("egypt_package"), Slot("uses", "claim-egypt-package")))
    first.merge_domaindata(["two", "claims"], second.data)
    assert (
        sorted(first.uses) == ["one", "two"]
        and first.entries == {"claim-egypt-package": "claims"}
        and first.data["lists"] == ["claims"]
    )


def test_a_page_is_written_again_where_an_entry_that_it_leads_to_has_moved(section):
    package, migration = (section.claim(name).wording.parts for name in ("egypt_package", "egypt_migration"))
    place, uses = entry("egypt_package"), Slot("uses", "claim-egypt-package")
    domain, env = domain_of(one=package, two=migration, claims=(place, uses))
    env.get_domain = lambda name: domain

    def again() -> list[str]:
        return claims.rewrite_lists(SimpleNamespace(), env)

    assert again() == ["claims", "one"] and again() == []
    domain.clear_doc("claims")
    env.found_docs |= {"elsewhere"}
    domain.entries["claim-egypt-package"] = "elsewhere"
    domain.data["lists"].append("elsewhere")
    assert again() == ["elsewhere", "one"] and again() == []
    domain.clear_doc("two")
    assert again() == ["elsewhere"], "uses have changed, and no entry has moved"


def test_a_number_leads_to_its_entry_and_one_without_an_entry_is_told_of(section, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(claims.LOGGER, "warning", lambda text, *names, **_: told.append(text % names))
    package = section.claim("egypt_package")
    domain, env = domain_of(**{"notebooks/one": package.wording.parts, "notebooks/claims": (entry("egypt_package"),)})

    def resolve(wording: Wording) -> nodes.Element:
        (node,) = nodes_of(wording.parts)
        return domain.resolve_xref(env, "notebooks/one", Builder(), node["reftype"], node["reftarget"], node, node[0].deepcopy())

    found = resolve(package.wording)
    assert isinstance(found, number) and found["refuri"] == "claims.html#claim-egypt-package" and found.astext() == package.text
    with pytest.raises(NoUri):
        resolve(section.claim("egypt_migration").wording)
    assert len(told) == 1 and "notebooks/one: 'EUR" in told[0] and "claim-egypt-migration" in told[0]
    page = resolve(chapter_link("there", "claims.ipynb#below").wording)
    assert isinstance(page, chapter) and page["refuri"] == "claims.html#below"
    with pytest.raises(NoUri):
        resolve(chapter_link("there", "nowhere.ipynb").wording)
    assert told[1:] == ["notebooks/one: a link leads to notebooks/nowhere, which is no page of the book"]


def test_a_blank_number_is_told_of(section, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(claims.LOGGER, "warning", lambda text, **_: told.append(text))
    (part,) = section.claim("egypt_package").wording.parts
    domain_of(one=(Number(" ", part.provenance, part.origins),))
    assert told == ["a number came out blank"]


def test_a_number_without_an_entry_stops_the_build_and_names_its_page(project, tmp_path):
    pages = tuple(page for page in building.SMALL if page != "notebooks/claims")
    done = building.build(building.copy_project(project, tmp_path / "copy", pages=pages))
    assert done.returncode != 0 and re.search(
        r"root_causes: '[^']+' leads to '[^']+', but no page has the entry (?:statement|events)-", done.stdout
    ), done.stdout[-3000:]
    assert not (tmp_path / "copy" / "_build" / "html").exists()
