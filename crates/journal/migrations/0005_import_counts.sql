-- What the list of imports shows of each stands beside its report, so that the list reads no report.
ALTER TABLE batch ADD COLUMN corrected BIGINT NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN already_there BIGINT NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN refused BIGINT NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN left_out BIGINT NOT NULL DEFAULT 0;
--sqlite UPDATE batch SET corrected = coalesce(json_extract(report, '$.page.corrected'), 0), already_there = coalesce(json_extract(report, '$.page.already_there'), 0), refused = coalesce((SELECT sum(json_array_length(s.value, '$.rejected')) FROM json_each(report, '$.page.sheets') s), 0);
--postgres UPDATE batch SET corrected = coalesce(CAST(report #>> '{page,corrected}' AS BIGINT), 0), already_there = coalesce(CAST(report #>> '{page,already_there}' AS BIGINT), 0), refused = coalesce((SELECT CAST(sum(jsonb_array_length(s -> 'rejected')) AS BIGINT) FROM jsonb_array_elements(report #> '{page,sheets}') s), 0);

-- 有变动的行: rows of a workbook whose record stood with other values. `revision` is the record's that was compared with, `origin` the row
-- from which it came then, `applied` the revision that the correction made. Deleted when the import is undone.
CREATE TABLE changed_row(
  tenant BIGINT NOT NULL,
  batch {id} NOT NULL,
  record {id} NOT NULL,
  revision BIGINT NOT NULL,
  place BIGINT NOT NULL,
  sheet TEXT NOT NULL,
  by_hand {bool} NOT NULL,
  details {bool} NOT NULL,
  content {json} NOT NULL,
  cells {json} NOT NULL,
  origin {json},
  applied BIGINT,
  PRIMARY KEY (tenant, batch, record, revision),
  FOREIGN KEY (tenant, batch) REFERENCES batch(tenant, id),
  FOREIGN KEY (tenant, record) REFERENCES record(tenant, id)
) {strict};
CREATE INDEX changed_row_record ON changed_row(tenant, record);
