-- Scans of approval sheets that were signed by hand: each newer one takes the place of the one before, which is kept.
CREATE TABLE report_scan(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  number BIGINT NOT NULL,
  kind {key} NOT NULL CHECK(kind IN ('pdf', 'jpeg', 'png')),
  name TEXT NOT NULL,
  size BIGINT NOT NULL CHECK(size > 0),
  -- SM3 of the content, hex.
  digest {key} NOT NULL,
  account {id},
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  -- Last, so that lists need not read past it.
  content {bytes} NOT NULL,
  PRIMARY KEY(tenant, report, number),
  FOREIGN KEY(tenant, report) REFERENCES report(tenant, id)
) {strict};
