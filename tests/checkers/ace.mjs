// Puts EPUB files through Ace by DAISY in one browser, which lives as long as standard input.
// Asked by a line with a file's path, it answers with a line of JSON a violation and {"done": FILE}.
// node ace.mjs FOLDER: FOLDER holds the node_modules; PUPPETEER_EXECUTABLE_PATH names the browser.
import { createRequire } from 'node:module'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const require = createRequire(join(process.argv[2], 'package.json'))
const ace = require('@daisy/ace-core')
const runner = require('@daisy/ace-axe-runner-puppeteer')
const say = answer => process.stdout.write(JSON.stringify(answer) + '\n')

// Ace starts and ends a browser for each book; one is enough for all.
let launched
const launch = () => launched ??= runner.launch()
const sharedRunner = { ...runner, launch, close: async () => {} }

const check = async file => {
    const folder = mkdtempSync(join(tmpdir(), 'ace-'))
    const options = { cwd: '/', outdir: join(folder, 'out'), tmpdir: join(folder, 'tmp'),
        lang: 'en', initLogger: true, silent: true, fileName: join(folder, 'ace.log') }
    try {
        const [, report] = await ace(file, options, sharedRunner)
        for (const { 'earl:testSubject': subject, assertions } of report.assertions)
            for (const { 'earl:test': test, 'earl:result': result } of assertions)
                say({ rule: test['dct:title'], impact: test['earl:impact'], where: subject.url,
                    message: result['dct:description'], html: result.html })
        say({ done: file, outcome: report['earl:result']['earl:outcome'] })
    } catch (broken) {
        // A book that Ace cannot read gets no report: that is a finding, not silence.
        say({ rule: 'unreadable', impact: 'critical', where: '', message: String(broken) })
        say({ done: file, outcome: 'fail' })
    } finally {
        rmSync(folder, { recursive: true, force: true })
    }
}

for await (const file of createInterface({ input: process.stdin })) await check(file)
if (launched) await runner.close()
process.exit(0)
