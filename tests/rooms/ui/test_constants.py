"""What never changes in a template is found once: every tag writes what Django's own writes."""

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.urls import NoReverseMatch, set_script_prefix, set_urlconf
from django.utils import translation
from django.utils.translation import trans_real

from kwartier.ui.templatetags import constants

_OURS = "kwartier.ui.templatetags.constants"
_BUILTINS = settings.TEMPLATES[0]["OPTIONS"]["builtins"]
_SENTENCES = (
    '{% translate "Overview" %}',
    '{% translate "100% & <b>" %}',
    '{% translate "Overview" as said %}[{{ said }}]',
    '{% translate "Overview" noop %}',
    '{% translate "total" context "register" %}',
    "{% translate name %}",
    '{% translate "Overview"|upper %}',
    "{% blocktranslate %}{{ name }} & 100%{% endblocktranslate %}",
    "{% blocktranslate trimmed %}\n  You have\n  {{ name }}.\n{% endblocktranslate %}",
    "{% blocktranslate with who=name|upper %}{{ who }}, {{ name }}{% endblocktranslate %}{{ who }}",
    "{% blocktranslate asvar said %}{{ name }}{% endblocktranslate %}[{{ said }}]",
    "{% blocktranslate %}{{ nobody }}.{% endblocktranslate %}",
    '{% blocktranslate context "register" %}total{% endblocktranslate %}',
    "{% blocktranslate count n=number %}one{% plural %}{{ n }} for {{ name }}{% endblocktranslate %}{{ n }}",
    "{% blocktranslate count n=lone %}one{% plural %}{{ n }}{% endblocktranslate %}",
    "{% blocktranslate with who=name count n=number %}{{ who }}{% plural %}{{ n }} {{ who }}{% endblocktranslate %}",
    "{% autoescape off %}{% blocktranslate %}{{ name }}{% endblocktranslate %}{% endautoescape %}",
    "{% url 'portal:payments' %}",
    "{% url 'portal:payments' as way %}[{{ way }}]",
    "{% url 'portal:nowhere' as way %}[{{ way }}]",
    "{% url 'portal:readings_of' number %}",
    "{% autoescape off %}{% url 'portal:payments' %}{% endautoescape %}",
)


@pytest.fixture(autouse=True)
def _addresses_of_the_doors():
    set_urlconf("kwartier.config.urls")
    yield
    set_urlconf(None)


def _write(source: str, *, builtins: list[str]) -> str:
    engine = Engine(builtins=builtins, string_if_invalid="?%s?")
    known = {"name": "<Zoë & co>", "number": 1234, "lone": 1, "said": "before"}
    return engine.from_string(source).render(Context(known))


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("source", _SENTENCES)
def test_a_tag_writes_what_djangos_own_writes(source: str, language: str) -> None:
    plain = [name for name in _BUILTINS if name != _OURS]
    assert plain != _BUILTINS
    with translation.override(language):
        expected = _write(source, builtins=plain)
        assert [_write(source, builtins=_BUILTINS) for _ in range(2)] == [expected, expected]


def test_a_sentence_follows_the_language_of_each_page() -> None:
    template = Engine(builtins=_BUILTINS).from_string('{% translate "Overview" %}')
    said = {}
    for language in ("nl", "fr", "en"):
        with translation.override(language):
            said[language] = template.render(Context())
            assert said[language] == trans_real.gettext("Overview")
    assert len(set(said.values())) == 3


def test_an_address_follows_the_prefix_of_the_brand() -> None:
    template = Engine(builtins=_BUILTINS).from_string("{% url 'portal:payments' %}")
    try:
        for prefix in ("/merel/", "/plein-midi/", "/", "/merel/"):
            set_script_prefix(prefix)
            assert template.render(Context()) == f"{prefix}payments/"
    finally:
        set_script_prefix("/")


def test_an_address_that_is_not_there_is_an_error() -> None:
    template = Engine(builtins=_BUILTINS).from_string("{% url 'portal:nowhere' %}")
    with pytest.raises(NoReverseMatch):
        template.render(Context())


def test_a_count_is_a_number() -> None:
    source = "{% blocktranslate count n=name %}one{% plural %}{{ n }}{% endblocktranslate %}"
    with pytest.raises(Exception, match="must be a number"):
        _write(source, builtins=_BUILTINS)


def test_the_memory_of_addresses_has_an_end() -> None:
    assert constants._address_of.cache_info().maxsize
