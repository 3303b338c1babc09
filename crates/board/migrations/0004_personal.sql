-- Citizen ids and phone numbers themselves, encrypted under a key that is outside the database. Rows of before have only digest and mask.
ALTER TABLE person ADD COLUMN id_sealed {bytes};
ALTER TABLE person ADD COLUMN phone_sealed {bytes};

-- Who opened which number of whom, and why. Rows are only added.
CREATE TABLE revealed(
  tenant BIGINT NOT NULL,
  id {id} NOT NULL,
  person {id} NOT NULL,
  what {key} NOT NULL CHECK (what IN ('citizen_id', 'phone')),
  account {id},
  who {key} NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 2 AND 200),
  at BIGINT NOT NULL,
  PRIMARY KEY(tenant, id),
  FOREIGN KEY(tenant, person) REFERENCES person(tenant, id)
) {strict};
CREATE INDEX revealed_person ON revealed(tenant, person, at);
CREATE INDEX person_phone ON person(tenant, phone_digest) WHERE phone_digest IS NOT NULL;
