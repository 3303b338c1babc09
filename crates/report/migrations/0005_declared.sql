-- A figure that says its declared total apart (874家（另报38家）) may be corrected in that part alone.
CREATE TABLE report_corrected(
  tenant BIGINT NOT NULL,
  report {id} NOT NULL,
  correction {id} NOT NULL,
  position BIGINT NOT NULL,
  key {key} NOT NULL,
  old_value BIGINT NOT NULL,
  old_declared BIGINT NOT NULL,
  old_said TEXT NOT NULL,
  new_value BIGINT NOT NULL,
  new_declared BIGINT NOT NULL,
  new_said TEXT NOT NULL,
  facts BIGINT NOT NULL,
  digest {key} NOT NULL,
  CHECK(old_value <> new_value OR old_declared <> new_declared),
  PRIMARY KEY(tenant, report, correction, position),
  UNIQUE(tenant, report, correction, key),
  FOREIGN KEY(tenant, report, correction) REFERENCES report_correction(tenant, report, id)
) {strict};
INSERT INTO report_corrected(tenant, report, correction, position, key, old_value, old_declared, old_said, new_value, new_declared,
  new_said, facts, digest)
SELECT c.tenant, c.report, c.correction, c.position, c.key, c.old_value, f.declared, c.old_said, c.new_value, c.declared, c.new_said,
  c.facts, c.digest
FROM report_correction_figure c JOIN report_figure f ON f.tenant = c.tenant AND f.report = c.report AND f.key = c.key;
DROP TABLE report_correction_figure;
