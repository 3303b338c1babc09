-- What is kept of a workbook so that another mapping can be applied to it: its cells, packed, with phones masked and citizen ids sealed.
-- Deleted when the import is undone.
CREATE TABLE batch_cells(
  tenant BIGINT NOT NULL,
  batch {id} NOT NULL,
  cells {bytes} NOT NULL,
  PRIMARY KEY (tenant, batch),
  FOREIGN KEY (tenant, batch) REFERENCES batch(tenant, id)
) {strict};

-- When another mapping was last applied, and by whom.
ALTER TABLE batch ADD COLUMN remapped BIGINT;
ALTER TABLE batch ADD COLUMN remapped_by TEXT;

-- The import to whose kept cells a mapping is to be applied; NULL: the upload is a workbook.
ALTER TABLE upload ADD COLUMN batch {id};
