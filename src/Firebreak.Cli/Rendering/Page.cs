namespace Firebreak.Cli.Rendering;

/// <summary>The frame of a page that stands alone: its own style, no script, nothing fetched.</summary>
internal static class Page
{
    private const string Style =
        """
        :root{color-scheme:light dark;--paper:#fff;--raised:#f6f6f7;--ink:#1b1c1e;--soft:#5c5f66;--line:#dcdde0;--ember:#b8400f;--bar:#d9683a}
        @media(prefers-color-scheme:dark){:root{--paper:#141517;--raised:#1d1e21;--ink:#e9e9eb;--soft:#a2a5ac;--line:#34363b;--ember:#ff9263;--bar:#d9683a}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:14px/20px system-ui,sans-serif}
        main{max-width:1120px;margin:0 auto;padding:32px 24px 64px}
        h1{font-size:24px;line-height:32px;margin:0 0 4px;letter-spacing:-.01em}
        h2{font-size:16px;line-height:24px;margin:40px 0 12px}
        p{margin:0 0 12px;max-width:75ch}
        .lead{font-size:16px;line-height:24px;color:var(--soft);margin-bottom:24px}
        .mark{color:var(--ember);font-weight:600;font-size:12px;letter-spacing:.06em;text-transform:uppercase}
        code,.id{font:13px/20px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
        h1 .id{font-size:20px;line-height:28px} td .id{overflow-wrap:normal}
        td:first-child .id{white-space:nowrap} td.what{min-width:240px;overflow-wrap:anywhere}
        ul.who{columns:360px;column-gap:32px;list-style:none;padding:0} ul.who li{break-inside:avoid}
        .soft{color:var(--soft)}
        dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:1px;background:var(--line);border:1px solid var(--line);margin:0 0 24px}
        dl.facts div{background:var(--paper);padding:12px 16px}
        dl.facts dt{color:var(--soft);font-size:12px;line-height:16px}
        dl.facts dd{margin:4px 0 0;font-size:20px;line-height:28px;font-variant-numeric:tabular-nums}
        dl.pairs{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0 0 24px}
        dl.pairs dt{color:var(--soft)} dl.pairs dd{margin:0;overflow-wrap:anywhere}
        .wide{overflow-x:auto;border:1px solid var(--line)}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;vertical-align:top;padding:6px 12px;border-bottom:1px solid var(--line)}
        tbody tr:last-child td{border-bottom:0} figure:focus-visible,.wide:focus-visible{outline:2px solid var(--ember);outline-offset:2px}
        th,thead td{position:sticky;top:0;background:var(--raised);color:var(--soft);font-weight:500;font-size:12px;line-height:16px;white-space:nowrap}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        td.t{white-space:nowrap;font-variant-numeric:tabular-nums}
        td.bar{min-width:80px;width:16%} td.bar i{display:block;height:8px;margin-top:6px;background:var(--bar);min-width:2px}
        ul{margin:0 0 12px;padding-left:20px} li{margin:4px 0}
        .note{border-left:3px solid var(--ember);background:var(--raised);padding:12px 16px;margin:0 0 24px;overflow-wrap:anywhere}
        .note p:last-child{margin:0}
        figure{margin:0 0 24px;overflow-x:auto} figcaption{color:var(--soft);font-size:12px;line-height:16px;margin-top:4px}
        svg{display:block;width:100%;min-width:680px;height:auto} svg rect.b{fill:var(--bar)} svg line{stroke:var(--line)} svg text{fill:var(--soft);font:11px system-ui,sans-serif}
        a{color:var(--ember)} a:focus-visible,summary:focus-visible{outline:2px solid var(--ember);outline-offset:2px}
        details summary{cursor:pointer}
        footer{margin-top:48px;padding-top:12px;border-top:1px solid var(--line);color:var(--soft);font-size:12px;line-height:16px}
        @media(max-width:600px){main{padding:20px 16px 48px} dl.pairs{grid-template-columns:1fr;gap:0} dl.pairs dd{margin-bottom:8px} dl.facts{grid-template-columns:repeat(2,1fr)} th,td{padding:6px 8px}}
        @media print{.wide{overflow:visible} body{font-size:11px}}
        """;

    /// <summary>Writes a page around its content.</summary>
    /// <param name="title">Not yet encoded.</param>
    public static void Write(TextWriter to, string title, Action content)
    {
        to.Write(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            + $"<title>{Printable.Html(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<main>\n");
        content();
        to.Write("</main>\n</body>\n</html>\n");
    }

    /// <summary>The numbers that matter, side by side.</summary>
    public static void WriteFacts(TextWriter to, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        to.Write("<dl class=\"facts\">\n");
        foreach (var (name, value) in facts) to.Write($"<div><dt>{Printable.Html(name)}</dt><dd>{Printable.Html(value)}</dd></div>\n");
        to.Write("</dl>\n");
    }

    /// <summary>Names and texts, one below the other.</summary>
    public static void WritePairs(TextWriter to, IEnumerable<(string Name, string Text)> pairs)
    {
        to.Write("<dl class=\"pairs\">\n");
        foreach (var (name, text) in pairs) to.Write($"<dt>{Printable.Html(name)}</dt><dd>{Printable.Html(text)}</dd>\n");
        to.Write("</dl>\n");
    }
}
