# node bin, way, stage, flags
mkdir -p /tmp/hs; NODEB=$1; shift; W=$1; shift; S=$1; shift
SENTRY_DSN=http://a:b@127.0.0.1:9/1 RAVEN_SPOOL_DIR=/tmp/hs $NODEB "$@" packages/raven/bin/ways.mjs "$W" $S
