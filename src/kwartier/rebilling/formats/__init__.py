"""Files that customers bring: a price card in the open form of a case."""
