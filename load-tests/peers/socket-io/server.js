// The peer of the scenario `peer`: a server of the same duties as ours, made of what most people would take. One row per
// post and commit, an acknowledgement after the commit, then the post goes to the others in the room. No permission is
// asked, nothing is sealed, audited or kept for alerts.
//
// It is set up as well as we know: websocket alone, no compression, the native add-on that its manual recommends, one
// statement per post that is prepared once per connection, JSON encoded once per post and not once per socket.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { parseArgs } from 'node:util';
import { createClient } from '@redis/client';
import { createAdapter } from '@socket.io/redis-adapter';
import pg from 'pg';
import { Server } from 'socket.io';

const { values: told } = parseArgs({
  options: {
    certificate: { type: 'string' },
    key: { type: 'string' },
    // The folder of PostgreSQL's socket, and who to be where.
    postgres: { type: 'string' },
    role: { type: 'string' },
    database: { type: 'string' },
    // The socket of a Redis. Without one it is a node by itself.
    redis: { type: 'string' },
  },
});

// As much as our own server may have by default for posts and all else.
const CONNECTIONS = 20;
// As long as a sealed post of 400 bytes with its nonce, tag and digest, so that PostgreSQL keeps as much as from us.
const KEPT = 480;

// As pgbench/post.sql does: the room's row is the lock and the counter.
const POST = `
  with place as (update room set last_seq = last_seq + 1 where id = $1 returning id, last_seq)
  insert into entry (room, seq, id, at, kept)
  select id, last_seq, $2, clock_timestamp(), $3 from place returning seq, at`;

// Positions are far below 2^53; times are passed on as they came.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, String);
const pool = new pg.Pool({
  host: told.postgres,
  user: told.role,
  database: told.database,
  max: CONNECTIONS,
  idleTimeoutMillis: 0,
});

function kept(body) {
  const bytes = Buffer.alloc(KEPT);
  bytes.write(body);
  return bytes;
}

const https = createServer({ cert: readFileSync(told.certificate), key: readFileSync(told.key) });
const io = new Server(https, { transports: ['websocket'], serveClient: false, perMessageDeflate: false });
if (told.redis) {
  const publisher = createClient({ socket: { path: told.redis } });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  io.adapter(createAdapter(publisher, subscriber));
}

io.on('connection', (socket) => {
  socket.on('join', async (room, acknowledge) => {
    socket.join(room);
    const { rows } = await pool.query('select last_seq from room where id = $1', [room]);
    acknowledge({ room, head: rows[0].last_seq });
  });

  socket.on('post', async ({ id, room, body }, acknowledge) => {
    try {
      const { rows } = await pool.query({ name: 'post', text: POST, values: [room, id, kept(body)] });
      const { seq, at } = rows[0];
      acknowledge({ re: id, room, seq, at });
      socket.to(room).emit('entry', { seq, id, room, at, body });
    } catch (error) {
      console.error(error);
      acknowledge({ re: id, code: 'failed' });
    }
  });
});

https.listen(0, '127.0.0.1', () => console.log(https.address().port));
