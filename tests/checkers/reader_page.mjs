// The page in which foliate-js opens a book and is used as by a person; reader.mjs calls readBook.
import '/foliate-js/view.js'

const EPUB = 'http://www.idpf.org/2007/ops'

const typesOf = element =>
    `${element?.getAttributeNS?.(EPUB, 'type') ?? ''} ${element?.getAttribute?.('role') ?? ''}`
        .split(/\s+/).filter(Boolean)

const lineage = element => element ? [element, ...lineage(element.parentElement)] : []
const nearest = (element, fits) => lineage(element).find(fits)

const kindOf = (anchor, external) => {
    const types = typesOf(anchor)
    if (external) return 'external'
    if (types.some(type => /^(doc-)?backlink$|^referrer$/.test(type))) return 'back'
    if (types.some(type => /^(doc-)?(note|gloss|biblio)ref$/.test(type))) return 'noteref'
    return 'internal'
}

class Visit {
    constructor(view, options, parsed) {
        Object.assign(this, { view, options, parsed, book: view.book, landed: new Map(), problems: [],
            shots: 0 })
    }

    get document() { return this.view.renderer.getContents()[0]?.doc }
    get index() { return this.view.renderer.getContents()[0]?.index }

    shows(element) {
        const range = this.view.lastLocation?.range
        return Boolean(range && element?.ownerDocument === range.startContainer.ownerDocument
            && range.intersectsNode(element))
    }

    // The element that an address leads to, once its section is on screen; null when there is none.
    landing(address) {
        const resolved = this.book.resolveHref(address)
        if (!resolved || resolved.index < 0 || resolved.index !== this.index) return null
        return resolved.anchor(this.document) || (address.includes('#') ? null : this.document.body)
    }

    exists(address) {
        const resolved = this.book.resolveHref(address)
        const parsed = this.parsed[resolved?.index]
        return Boolean(parsed && (!address.includes('#') || resolved.anchor(parsed)))
    }

    async follow(address) {
        if (!this.exists(address)) return false
        const resolved = await this.view.goTo(address)
        const element = resolved && this.landing(address)
        return Boolean(element && this.shows(element))
    }

    // A real click, whose going we take over from the reader to know when it has ended.
    click(anchor) {
        return new Promise(resolve => {
            this.view.addEventListener('link', event => {
                event.preventDefault()
                resolve(this.view.goTo(event.detail.href))
            }, { once: true })
            anchor.click()
        })
    }

    async entries(list, depth = 1) {
        const entries = []
        for (const { label, href, type, subitems } of list ?? []) {
            const kind = type?.join?.(' ') ?? ''
            const found = href ? await this.follow(href) : true  // a heading without a link
            entries.push({ label: label?.trim() ?? '', href: href ?? '', kind, depth, found })
            entries.push(...await this.entries(subitems, depth + 1))
        }
        return entries
    }

    async sections() {
        const sections = []
        for (const [index, section] of this.book.sections.entries()) {
            const parsed = this.parsed[index]
            await this.view.goTo(index)
            await this.document.fonts.ready
            sections.push({
                href: section.id,
                linear: section.linear !== 'no',
                well_formed: !parsed.querySelector('parsererror'),
                characters: this.document.body?.textContent.trim().length ?? 0,
                pages: Math.max(this.view.renderer.pages - 2, 0),
                headings: Array.from(parsed.querySelectorAll('h1,h2,h3,h4,h5,h6'),
                    heading => [Number(heading.localName[1]), heading.textContent.trim()]),
            })
            this.lookForTrouble(section.id)
        }
        return sections
    }

    lookForTrouble(href) {
        for (const image of this.document.querySelectorAll('img'))
            if (image.complete && !image.naturalWidth)
                this.problems.push(`${href}: image does not load: ${image.alt}`)
        const page = getComputedStyle(this.document.documentElement)
        const column = parseFloat(page.columnWidth)
        const [along, across] = page.writingMode.startsWith('vertical')
            ? ['height', 'width'] : ['width', 'height']
        // What goes on overleaf is a piece a page: each is measured, not what holds them all.
        const pieces = (element, side) => Array.from(element.getClientRects(), rect => rect[side])
        for (const element of this.document.body.querySelectorAll('table, img, svg, pre, math'))
            if (Math.max(0, ...pieces(element, along)) > column + 1)
                this.problems.push(`${href}: wider than the page: ${element.localName} ${element.id}`)
        const short = parseFloat(page[across]) / 2
        for (const element of this.document.body.querySelectorAll('*')) {
            const { breakInside, display } = getComputedStyle(element)
            if (!breakInside.startsWith('avoid') || display.startsWith('inline')) continue
            const sizes = pieces(element, across).filter(Boolean)
            if (sizes.length > 1 && sizes.reduce((sum, size) => sum + size, 0) < short)
                this.problems.push(`${href}: torn between pages: ${element.localName} `
                    + `${element.className} ${element.textContent.trim().slice(0, 30)}`)
        }
    }

    async turnPages() {
        await this.view.renderer.firstSection()
        let turned = 0
        await this.shoot()
        while (turned < this.options.turns && !this.view.renderer.atEnd) {
            await this.view.next()
            turned++
            await this.shoot()
        }
        return turned
    }

    async shoot() {
        if (this.shots < this.options.screenshots) {
            this.shots++
            await window.takeScreenshot()
        }
    }

    async links() {
        const links = []
        for (const [index, section] of this.book.sections.entries())
            for (const anchor of this.parsed[index].querySelectorAll('a[href]'))
                links.push(await this.link(index, section, anchor))
        return links
    }

    // Follows one link by a click, and its way back by another.
    async link(index, section, anchor) {
        const origins = lineage(anchor).map(element => element.id).filter(Boolean)
        const address = section.resolveHref(anchor.getAttribute('href'))
        const kind = kindOf(anchor, this.book.isExternal(address))
        const link = { section: section.id, href: address, text: anchor.textContent.trim(), kind,
            types: typesOf(anchor), target_types: [], found: true, visible: true, returned: null }
        if (kind === 'external') return link
        link.found = this.exists(address)
        if (!link.found) return { ...link, visible: false }
        link.visible = await this.lands(anchor, index, address)
        const { index: there, anchor: find } = this.book.resolveHref(address)
        const target = address.includes('#') ? find(this.parsed[there]) : this.parsed[there].body
        link.target_types = typesOf(nearest(target, element => typesOf(element).length))
        const back = this.wayBack(target, there, index, origins)
        if (back) link.returned = await this.lands(back, there, this.addressOf(back, there))
        return link
    }

    addressOf(anchor, index) {
        return this.book.sections[index].resolveHref(anchor.getAttribute('href'))
    }

    // Whether a click on a link shows what it leads to. Links to one address land at one place:
    // the first of them is clicked, and what came of it holds for all.
    async lands(anchor, index, address) {
        if (!this.landed.has(address)) {
            if (this.index !== index) await this.view.goTo(index)
            const nth = Array.from(this.parsed[index].querySelectorAll('a[href]')).indexOf(anchor)
            await this.click(this.document.querySelectorAll('a[href]')[nth])
            this.landed.set(address, this.shows(this.landing(address)))
        }
        return this.landed.get(address)
    }

    // A link, in the block that was landed on, whose target is the first link or holds it.
    wayBack(target, there, index, origins) {
        const block = target.closest('li, aside, section, dd, p, div, td') ?? target
        return Array.from(block.querySelectorAll('a[href*="#"]')).find(candidate => {
            const address = this.addressOf(candidate, there)
            return !this.book.isExternal(address) && origins.includes(address.split('#')[1])
                && this.book.resolveHref(address)?.index === index
        })
    }
}

window.readBook = async (url, options) => {
    await customElements.whenDefined('foliate-view')
    const view = document.createElement('foliate-view')
    document.body.append(view)
    try {
        await view.open(new File([await (await fetch(url)).blob()], 'book.epub'))
        view.addEventListener('external-link', event => event.preventDefault())
        // Before any is laid out: for what does not parse the reader falls back to HTML, and stays.
        const { sections } = view.book
        const parsed = await Promise.all(sections.map(section => section.createDocument()))
        await view.renderer.firstSection()
        const visit = new Visit(view, options, parsed)
        const { title, language } = view.book.metadata
        return {
            title: typeof title === 'string' ? title : Object.values(title ?? {})[0] ?? '',
            language: [language].flat()[0] ?? '',
            sections: await visit.sections(),
            toc: await visit.entries(view.book.toc),
            landmarks: await visit.entries(view.book.landmarks),
            page_list: await visit.entries(view.book.pageList),
            pages_turned: await visit.turnPages(),
            links: options.click ? await visit.links() : [],
            problems: visit.problems,
        }
    } finally {
        view.close()
        view.remove()
    }
}
