"""Every law of an e-invoice; `python tests/rooms/documents/einvoice_laws.py 10000` takes them all."""

import pytest
from einvoice_laws import check_document

DOCUMENT_COUNT = 48


@pytest.mark.parametrize("seed", range(DOCUMENT_COUNT))
def test_every_law_holds_for_a_random_document(seed):
    assert check_document(seed)
