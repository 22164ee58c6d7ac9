"""From a question to an answer: understand, retrieve, judge, compose."""
