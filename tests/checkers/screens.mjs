// Renders pages of unpacked e-books in one headless Chromium that lives as long as standard input, and
// says what of them does not fit or cannot be read. Asked by FOLDER, tab, OPTIONS (JSON: pages, pictures,
// and screens, of each width, height, dark), it answers with a line of JSON a page and screen, each page
// loaded once, and a last one {"done": FOLDER}.
// node screens.mjs FOLDER: FOLDER holds the node_modules; CHROMIUM names the browser.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const { chromium } = createRequire(join(process.argv[2], 'package.json'))('playwright-core')
// What e-readers put on a page at night, whatever its own style says of its colours.
const NIGHT = ':root { color-scheme: dark; background-color: #121212; color: #e0e0e0 }'

// In the page: every fault that a person would see, as [rule, message].
const look = () => {
    const SLACK = 1.5, PLAIN = 4.5, LARGE = 3, NARROWEST = 12
    const root = document.documentElement
    const down = getComputedStyle(root).writingMode.startsWith('vertical')
    const [along, size, length] = down
        ? [['top', 'bottom'], 'height', innerHeight] : [['left', 'right'], 'width', innerWidth]
    const faults = []
    const name = element => `${element.localName}${element.id && '#' + element.id} `
        + `'${(element.getAttribute('alt') ?? element.textContent).trim().slice(0, 30)}'`
    const shown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })

    if (document.querySelector('parsererror')) faults.push(['unparsed', 'it is no well-formed page'])

    const scrolled = down ? root.scrollHeight : root.scrollWidth
    if (scrolled > length + SLACK) faults.push(['wide', `${scrolled} of ${length} pixels`])

    const beyond = rect => rect[along[0]] < -SLACK || rect[along[1]] > length + SLACK
    for (const element of document.body.querySelectorAll('*'))
        if (shown(element) && Array.from(element.getClientRects()).some(beyond))
            faults.push(['beyond', name(element)])

    const letters = () => document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (const text = letters(), range = new Range(); text.nextNode();) {
        range.selectNodeContents(text.currentNode)
        if (shown(text.currentNode.parentElement) && Array.from(range.getClientRects()).some(beyond))
            faults.push(['beyond', `'${text.currentNode.data.trim().slice(0, 30)}'`])
    }

    for (const picture of document.body.querySelectorAll('img, svg')) {
        const box = picture.getBoundingClientRect()
        if (picture.localName === 'img' && !(picture.complete && picture.naturalWidth))
            faults.push(['image', `${name(picture)} does not load`])
        else if (box.width > innerWidth + SLACK || box.height > innerHeight + SLACK)
            faults.push(['image', `${name(picture)} is larger than the screen`])
        else if (!box.width || !box.height) faults.push(['image', `${name(picture)} has no size`])
    }

    for (const table of document.body.querySelectorAll('table'))
        for (const cell of table.querySelectorAll('th, td'))
            if (cell.textContent.trim() && cell.getBoundingClientRect()[size] < NARROWEST)
                faults.push(['table', `${name(cell)} is too narrow to be read`])

    // Colours are compared as WCAG 2.2 has it, on the ground that stands behind the letters.
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const painted = colour => {
        canvas.clearRect(0, 0, 1, 1)
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
        return Array.from(canvas.getImageData(0, 0, 1, 1).data)
    }
    const known = new Map()  // reading pixels is slow, and a book has few colours
    const channels = colour =>
        known.get(colour) ?? known.set(colour, painted(colour)).get(colour)
    const luminance = ([red, green, blue]) => [red, green, blue]
        .map(value => value / 255)
        .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0)
    const contrast = (one, other) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
        return (light + 0.05) / (dark + 0.05)
    }
    const page = channels('Canvas')
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const found = channels(getComputedStyle(at).backgroundColor)
            if (found[3] > 127) return found
        }
        return page
    }
    const seen = new Set()
    for (const text = letters(); text.nextNode();) {
        const element = text.currentNode.parentElement
        if (!text.currentNode.data.trim() || seen.has(element) || !shown(element)) continue
        seen.add(element)
        const style = getComputedStyle(element)
        const ink = channels(element.closest('svg') ? style.fill : style.color)
        const points = parseFloat(style.fontSize) * 0.75
        const enough = points >= 18 || (points >= 14 && style.fontWeight >= 700) ? LARGE : PLAIN
        const found = contrast(ink, ground(element))
        if (found < enough) faults.push(['contrast', `${name(element)} has ${found.toFixed(2)}:1`])
    }
    return faults
}

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] })
for await (const line of createInterface({ input: process.stdin })) {
    const [folder, asked] = line.split('\t')
    const { pages, screens, pictures } = JSON.parse(asked)
    const page = await browser.newPage()
    for (const name of pages) {
        const unread = await page.goto(pathToFileURL(join(folder, name)).href).then(() => null, String)
        for (const [screen, { width, height, dark }] of screens.entries()) {
            let faults, picture = '', night
            try {
                if (unread) throw new Error(unread)
                await page.setViewportSize({ width, height })
                await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
                if (dark) night = await page.addStyleTag({ content: NIGHT })
                await page.evaluate(() => document.fonts.ready)
                faults = await page.evaluate(look)
                if (pictures) picture = (await page.screenshot({ fullPage: true })).toString('base64')
                if (night) await night.evaluate(style => style.remove())
            } catch (broken) {
                faults = [['unreadable', broken.message]]
            }
            process.stdout.write(JSON.stringify({ page: name, screen, faults, picture }) + '\n')
        }
    }
    await page.close()
    process.stdout.write(JSON.stringify({ done: folder }) + '\n')
}
await browser.close()
