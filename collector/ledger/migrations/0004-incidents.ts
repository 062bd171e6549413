/** Intervals are corrected by new ones, so that a report can be drawn as of any moment; incidents get people and causes. */
import type { Kysely, Migration } from 'kysely';

export const incidents: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const interval = db.schema.alterTable('interval');
    await interval.addColumn('closed_ms', 'bigint').execute();
    await interval.addColumn('superseded_ms', 'bigint').execute();
    await interval.addColumn('upstream', 'text').execute();
    await interval.addColumn('cause', 'text').execute();
    await interval.addColumn('incident', 'integer').execute();
    await interval.addColumn('reason', 'text', (column) => column.notNull().defaultTo('live')).execute();
    await interval.addColumn('author', 'text').execute();
    const incident = db.schema.alterTable('incident');
    await incident
      .addColumn('severity', 'text', (column) => column.notNull().defaultTo('critical'))
      .execute();
    await incident.addColumn('title', 'text').execute();
    await incident.addColumn('cause', 'text').execute();
    await incident.addColumn('cause_author', 'text').execute();
    await incident.addColumn('acknowledged_ms', 'bigint').execute();
    await incident.addColumn('acknowledged_by', 'text').execute();
    await incident.addColumn('assignee', 'text').execute();
    await incident.addColumn('flapping_ms', 'bigint').execute();
    await incident.addColumn('merged_into', 'integer').execute();
    const event = db.schema.alterTable('incident_event');
    await event.addColumn('recorded_ms', 'bigint').execute();
    await event.addColumn('author', 'text').execute();
    await event.addColumn('text', 'text').execute();
    await db.schema.createIndex('incident_event_incident').on('incident_event').column('incident').execute();
    await db.schema
      .createTable('incident_affected')
      .addColumn('incident', 'integer', (column) => column.notNull().references('incident.id'))
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('from_ms', 'bigint', (column) => column.notNull())
      .addColumn('to_ms', 'bigint')
      .addPrimaryKeyConstraint('incident_affected_key', ['incident', 'subject', 'from_ms'])
      .execute();
    await db.schema
      .createTable('incident_fact')
      .addColumn('incident', 'integer', (column) => column.notNull().references('incident.id'))
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('from_ms', 'bigint', (column) => column.notNull())
      .addColumn('to_ms', 'bigint', (column) => column.notNull())
      .addColumn('points', 'integer', (column) => column.notNull())
      .addColumn('proof', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('incident_fact_key', ['incident', 'kind'])
      .execute();
  },
};
