-- Two records of one person: `gone` was merged into `kept`. The row of `gone` stays, hidden, with what was not carried.
ALTER TABLE person ADD COLUMN merged_into {id} CHECK (merged_into <> id);
CREATE INDEX person_merged ON person(tenant, merged_into) WHERE merged_into IS NOT NULL;

-- Each merge, so that it can be undone. `carried` names fields and terms, never what stood in them; `state` is a keyed digest of both
-- records after it: whoever changed either since has made the undoing a guess.
CREATE TABLE person_merge(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  gone {id} NOT NULL,
  kept {id} NOT NULL CHECK (kept <> gone),
  account {id},
  who {key} NOT NULL,
  at BIGINT NOT NULL,
  carried {json} NOT NULL,
  state {key} NOT NULL,
  undone BIGINT,
  undone_by {key},
  CHECK ((undone IS NULL) = (undone_by IS NULL)),
  PRIMARY KEY(tenant, id),
  FOREIGN KEY(tenant, gone) REFERENCES person(tenant, id),
  FOREIGN KEY(tenant, kept) REFERENCES person(tenant, id)
) {strict};
CREATE UNIQUE INDEX person_merge_gone ON person_merge(tenant, gone) WHERE undone IS NULL;
CREATE INDEX person_merge_kept ON person_merge(tenant, kept, at);
