"""What somebody typed into the search of the help center, as words that can find something."""

from kwartier.platform.folding import fold

# Words of a question that say nothing about its subject. Folded: without accents.
_STOP_WORDS = {
    "fr": "a au aux avec ce ces cette comment dans de des du elle en est et il j je l la le les ma me "
    "mes mon ne on ou par pas peut peux plus pour pourquoi puis qu quand que quel quelle quels qui "
    "sa se ses si son sur un une vos votre vous y",
    "nl": "aan als bij dat de die dit een en er van het hoe hun ik in is kan kun kunnen maar mag me met "
    "mijn moet naar niet of om onze op over te tot u uit uw voor waar waarom wanneer wat we welke "
    "wie wij wordt zijn zo",
    "de": "aber als am an auf aus bei bin das dem den der des die ein eine einen einer es fur geht hat "
    "ich ihr ihre im in ist kann man mein meine meinen mich mit muss nach nicht oder sich sie so "
    "und uns vom von wann warum was welche wenn wer wie wir wo zu zum zur",
    "en": "a about an and are as at be can do does for from how i if in is it me my of on or our the "
    "this to was we what when where which who why will with you your",
}
STOP_WORDS = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}

_MOST_WORDS = 8
_LONGEST_WORD = 24
_SHORTEST_SLIP = 4


def list_words(question: str, language: str) -> list[str]:
    """The words of a question that can find something, at most eight, each once.

    Single letters and stop words are left out. A question made of those alone keeps them: somebody
    who types *pourquoi* means it.
    """
    words = list(dict.fromkeys(word[:_LONGEST_WORD] for word in fold(question).split()))
    silent = STOP_WORDS.get(language, frozenset())
    telling = [word for word in words if len(word) > 1 and word not in silent]
    return (telling or words)[:_MOST_WORDS]


def list_swaps(word: str) -> list[str]:
    """The word with each pair of neighbors swapped: what somebody may have meant by *advnace*.

    Comparing by trigrams, PostgreSQL forgives a letter too many, too few or wrong, but not two in
    the wrong order: *chnage* has 3 of 11 trigrams in common with *change*. Short words have none.
    """
    if len(word) < _SHORTEST_SLIP:
        return []
    swapped = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1)
    )
    return [other for other in dict.fromkeys(swapped) if other != word]
