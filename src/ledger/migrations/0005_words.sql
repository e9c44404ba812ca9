-- Full text by one definition of a word: the program's (domain::query::words), which cuts and folds the texts and writes
-- the words here. The `ascii` way of cutting only finds the blanks between them again, so that it cannot disagree.
--
-- Filled after this by the program, see `search`. As before, only which rows hold a word is kept, and the first letters of
-- words, because what somebody begins to type is the beginning of very many words.
DROP TRIGGER records_search_new;
DROP TRIGGER records_search_changed;
DROP TRIGGER records_search_gone;
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (
    words, detail = none, columnsize = 0, prefix = '1 2 3', tokenize = 'ascii');
CREATE TRIGGER records_search_gone AFTER DELETE ON records
BEGIN
    DELETE FROM search WHERE rowid = OLD.seq;
END;
