// Opens EPUB files in foliate-js, an independent reader, in one headless Chromium that lives as long
// as standard input. Asked by FILE, tab, OPTIONS (JSON), it answers with one line {"done": FILE, …}.
// node reader.mjs FOLDER: FOLDER holds the node_modules; CHROMIUM names the browser.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'

const require = createRequire(join(process.argv[2], 'package.json'))
const { chromium } = require('playwright-core')
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' }
const HTML = '<!doctype html><title>reader</title>'
    + '<style>foliate-view { display: block; height: 100vh } body { margin: 0 }</style>'
    + '<script type="module" src="/reader_page.mjs"></script>'
// What Chromium says about the reader's own frames, not about the book in them.
const OWN = /allow-scripts and allow-same-origin for its sandbox attribute/
let book

const answer = async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
    const send = (type, body) =>
        response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
    try {
        if (path === '/') send('text/html', HTML)
        else if (path === '/favicon.ico') response.writeHead(204).end()
        else if (path === '/book.epub') send('application/epub+zip', await readFile(book))
        else if (path === '/reader_page.mjs')
            send(TYPES['.mjs'], await readFile(new URL('reader_page.mjs', import.meta.url)))
        else send(TYPES[extname(path)] ?? 'application/octet-stream',
            await readFile(join(process.argv[2], 'node_modules', path)))
    } catch {
        response.writeHead(404).end()
    }
}

const read = async (browser, address, { width, height, ...options }) => {
    const page = await browser.newPage({ viewport: { width, height } })
    const problems = [], screenshots = []
    page.on('pageerror', error => problems.push(`error: ${error.message}`))
    page.on('console', message => {
        if (['error', 'warning'].includes(message.type()) && !OWN.test(message.text()))
            problems.push(`console: ${message.text()}`)
    })
    page.on('requestfailed', request => problems.push(`not loaded: ${request.url().slice(0, 120)}`))
    try {
        await page.exposeFunction('takeScreenshot', async () =>
            void screenshots.push((await page.screenshot()).toString('base64')))
        await page.goto(address)
        await page.waitForFunction('window.readBook', null, { timeout: 10_000 })
        const report = await page.evaluate(wanted => window.readBook('/book.epub', wanted), options)
        return { ...report, problems: [...problems, ...report.problems], screenshots }
    } catch (broken) {
        return { problems: [...problems, `does not open: ${broken.message}`], screenshots }
    } finally {
        await page.close()
    }
}

const server = createServer(answer).listen(0, '127.0.0.1')
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] })
for await (const line of createInterface({ input: process.stdin })) {
    const [file, options] = line.split('\t')
    book = file
    const address = `http://127.0.0.1:${server.address().port}/`
    const report = await read(browser, address, JSON.parse(options))
    process.stdout.write(JSON.stringify({ done: file, ...report }) + '\n')
}
await browser.close()
server.close()
process.exit(0)
