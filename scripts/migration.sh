#!/bin/sh
# Applies prisma/migrations to the configured database (POSTGRESQL_* or the running embedded one). Works offline.
set -e
cd "$(dirname "$0")/.."
npx tsc -b scripts/launcher/tsconfig.build.json
exec node scripts/launcher/dist/migrations/cli.js apply
