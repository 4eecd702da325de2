#!/bin/sh
# Writes the migration that prisma/schema.prisma asks for: scripts/create-migration.sh <name>. Works offline:
# the difference is found in a throw-away PostgreSQL that is started for it.
set -e
cd "$(dirname "$0")/.."
npx tsc -b scripts/launcher/tsconfig.build.json
exec node scripts/launcher/dist/migrations/cli.js create "$@"
