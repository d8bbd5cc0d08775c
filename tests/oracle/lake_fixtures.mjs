// Small Parquet files by writers that have nothing to do with DuckDB, and the same rows as CSV, into
// tests/fixtures/lake. Committed with what it wrote; run again only to change them:
//   npm install hyparquet-writer@0.17.0 parquet-wasm@0.8.0 apache-arrow@21.2.0
//   node lake_fixtures.mjs FOLDER
// hyparquet-writer (MIT) is plain JavaScript; parquet-wasm (MIT or Apache-2.0) is the Rust implementation of
// Apache Arrow. The rows are of a seeded generator.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as arrow from 'apache-arrow'
import { parquetWriteBuffer } from 'hyparquet-writer'
import * as wasm from 'parquet-wasm'

const folder = process.argv[2]
const DAY = 86400000
const DAY0 = Date.UTC(2023, 0, 1)

// Park and Miller's generator: the same rows everywhere.
let seed = 20230101
const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647

const symbols = ['BTC', 'ETH', 'kPEPE', 'A_NAME_OF_23_BYTES_LONG']
const bars = []
for (const symbol of symbols) {
	let close = Math.exp(12 * uniform() - 2)
	for (let i = 0; i < 40; i++) {
		const open = close
		close = open * Math.exp(0.1 * (uniform() - 0.5))
		bars.push({
			symbol, t: DAY0 + i * DAY, open,
			high: Math.max(open, close) * (1 + 0.01 * uniform()),
			low: Math.min(open, close) * (1 - 0.01 * uniform()),
			close,
			volume_base: i % 7 === 3 ? null : 1000 * uniform(),
			volume_quote: i % 5 === 1 ? null : 1e6 * uniform(),
		})
	}
}
const funding = symbols.slice(0, 3).flatMap((symbol) => Array.from({ length: 30 }, (_, i) => ({
	symbol, t: DAY0 + i * 3600000 + 37, rate: 1e-4 * (uniform() - 0.4), interval_h: i < 8 ? 8 : 1,
})))
const mcap = symbols.slice(0, 2).flatMap((symbol) => Array.from({ length: 20 }, (_, i) => ({
	symbol, t: DAY0 + i * DAY, market_cap_usd: 1e11 * (1 + uniform()),
})))

const write = (name, bytes) => writeFileSync(join(folder, name), bytes)
const column = (rows, name) => rows.map((r) => r[name])

function csv(name, rows) {
	const names = Object.keys(rows[0])
	const lines = rows.map((r) => names.map((n) => r[n] ?? '').join(','))
	write(name, [names.join(','), ...lines, ''].join('\n'))
}

function hyparquet(name, rows, types) {
	const columnData = Object.keys(types).map((n) => ({
		name: n, type: types[n],
		data: column(rows, n).map((v) => (types[n] === 'INT64' ? BigInt(v) : v)),
	}))
	write(name, Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 64 })))
}

function arrowRs(name, rows, types, compression) {
	const vectors = {}
	for (const n of Object.keys(types))
		vectors[n] = arrow.vectorFromArray(column(rows, n), types[n])
	const table = wasm.Table.fromIPCStream(arrow.tableToIPC(new arrow.Table(vectors), 'stream'))
	const how = new wasm.WriterPropertiesBuilder().setCompression(compression).build()
	write(name, wasm.writeParquet(table, how))
}

const prices = (type) => Object.fromEntries(
	['open', 'high', 'low', 'close', 'volume_base', 'volume_quote'].map((n) => [n, type]))
const word = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())
const double = new arrow.Float64()

csv('bars.csv', bars)
csv('funding.csv', funding)
csv('mcap.csv', mcap)
hyparquet('bars_hyparquet.parquet', bars, { symbol: 'STRING', t: 'INT64', ...prices('DOUBLE') })
hyparquet('funding_hyparquet.parquet', funding.map((r) => ({ ...r, t: new Date(r.t) })),
	{ symbol: 'STRING', t: 'TIMESTAMP', rate: 'DOUBLE', interval_h: 'INT32' })
arrowRs('bars_arrow_rs.parquet', bars.map((r) => ({ ...r, volume_base: r.volume_base ?? NaN })),
	{ symbol: word, t: new arrow.Timestamp(arrow.TimeUnit.MILLISECOND, 'UTC'), ...prices(double) },
	wasm.Compression.ZSTD)
arrowRs('mcap_arrow_rs.parquet', mcap.map((r) => ({ ...r, t: new Date(r.t) })),
	{ symbol: new arrow.Utf8(), t: new arrow.DateDay(), market_cap_usd: double },
	wasm.Compression.BROTLI)
