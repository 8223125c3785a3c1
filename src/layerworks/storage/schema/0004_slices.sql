-- Where the journal says which telemetry a piece was made under; NULL as long as it does not.
ALTER TABLE part_record ADD COLUMN telemetry INTEGER REFERENCES journal (number);
CREATE INDEX part_record_without_telemetry ON part_record (job) WHERE telemetry IS NULL;
