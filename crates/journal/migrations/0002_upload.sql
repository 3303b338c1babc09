-- A workbook between its upload and the import: one per account, sealed under the installation's key, deleted when it is imported or
-- given up, and after an hour by whoever uploads next. Choices are what the officer set by hand in the preview.
CREATE TABLE upload(
  tenant BIGINT NOT NULL REFERENCES tenant(id),
  account {id} NOT NULL,
  id {id} NOT NULL,
  file TEXT NOT NULL CHECK (length(file) BETWEEN 1 AND 255),
  digest {key} NOT NULL,
  sealed {bytes} NOT NULL,
  choices {json} NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (tenant, account)
) {strict};
CREATE INDEX upload_at ON upload(tenant, at);

-- The kinds of work that somebody records most are offered first.
CREATE INDEX record_made ON record(tenant, made_by, id);
