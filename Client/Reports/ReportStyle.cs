namespace JointQP.Client.Reports;

/// <summary>The looks of a page. No '&lt;', '&gt;' or '&amp;' may stand in them: they would be escaped, and browsers do not undo that in styles.</summary>
internal static class ReportStyle
{
    /// <summary>Colours told apart with any kind of colour blindness (Okabe and Ito 2008, darkened to stand out from white); lines have dashes and points have forms besides.</summary>
    public const string Css =
        """
        :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f23;--soft:#57606a;--rule:#d5dae0;--card:#f6f8fa;--warn:#fff4d6;--link:#0059a8;
        --c0:#0072b2;--c1:#c04f00;--c2:#444c56;--c3:#00795a;--c4:#a33d7c;--c5:#7a5c00;--c6:#6a4fb3;--c7:#1f7a8c;--band:#e3e8ee}
        @media (prefers-color-scheme:dark){:root{--bg:#14181d;--fg:#e8ebee;--soft:#a5afba;--rule:#3a424c;--card:#1c2229;--warn:#3b3111;--link:#7cc0ff;
        --c0:#56b4e9;--c1:#ff9d5c;--c2:#c3cad2;--c3:#35d0a2;--c4:#f09ccb;--c5:#e8cf4a;--c6:#b7a3f5;--c7:#7fd6e6;--band:#2a323c}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
        main{max-width:1120px;margin:0 auto;padding:16px}
        h1{font-size:1.9rem;line-height:1.2;margin:.1em 0 .4em}h2{font-size:1.35rem;margin:2em 0 .6em;border-bottom:1px solid var(--rule);padding-bottom:.2em}
        h3{font-size:1.02rem;margin:1em 0 .3em}a{color:var(--link)}
        .kind{margin:0;color:var(--soft);font-size:.85rem}.verdict{font-size:1.2rem;font-weight:600;max-width:70ch;margin:.4em 0}
        .note{color:var(--soft);font-size:.88rem}
        aside{background:var(--warn);border-left:4px solid var(--c1);padding:.5em .9em;margin:.8em 0;border-radius:3px}aside p{margin:0}aside ul{margin:.4em 0 0}
        nav ul{display:flex;flex-wrap:wrap;gap:.2em 1.1em;list-style:none;padding:0;margin:1em 0 0;font-size:.92rem}
        .sentences{list-style:none;padding:0;margin:0}.sentences li{padding:.35em 0 .35em 1.7em;text-indent:-1.7em;max-width:90ch}.sentences b{display:inline-block;width:1.4em;text-indent:0;color:var(--c0)}
        .stand{font-size:.85rem;font-weight:600;border:1px solid currentColor;border-radius:1em;padding:.05em .6em;white-space:nowrap}
        .supported{color:var(--c0)}.contradicted{color:var(--c1)}.undecided{color:var(--soft)}
        .figures{display:grid;margin-top:12px;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:18px;align-items:start}
        figure,article{margin:0;background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:12px 14px;min-width:0}
        article{margin-bottom:12px}article h3{margin-top:0}figcaption h3{margin-top:0}figcaption p{margin:.2em 0 .7em;font-size:.88rem;color:var(--soft)}
        .scroll{overflow-x:auto;max-width:100%}
        svg{display:block;width:100%;height:auto;margin:0 auto}
        svg text{font:11.5px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--fg);paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
        svg .in,svg .on{stroke:none}svg .tick{fill:var(--soft)}svg .strong{font-weight:700}svg .in{fill:#fff;font-size:10px}
        .grid{stroke:var(--rule);stroke-width:.7}.axis,.zero{stroke:var(--soft);stroke-width:1}.zero{stroke-dasharray:3 3}
        .line,.branch,.bar,.stem{fill:none;stroke-width:1.7}.branch{stroke:var(--soft);stroke-width:1}.stem{stroke:var(--rule)}.bar{stroke:var(--fg);stroke-width:3.5}
        .mean{stroke:var(--fg);stroke-width:3.2}.band{fill:var(--band)}.edge{stroke:var(--soft);stroke-width:1;stroke-dasharray:5 2}.line.thin{stroke-width:.8;opacity:.55}
        .line.c0{stroke:var(--c0)}.line.c1{stroke:var(--c1)}.line.c2{stroke:var(--c2)}.line.c3{stroke:var(--c3)}.line.c4{stroke:var(--c4)}.line.c5{stroke:var(--c5)}.line.c6{stroke:var(--c6)}.line.c7{stroke:var(--c7)}
        .dot{stroke:var(--card);stroke-width:.8}.dot.c0{fill:var(--c0)}.dot.c1{fill:var(--c1)}.dot.c2{fill:var(--c2)}.dot.c3{fill:var(--c3)}.dot.c4{fill:var(--c4)}.dot.c5{fill:var(--c5)}.dot.c6{fill:var(--c6)}.dot.c7{fill:var(--c7)}
        .open{fill:var(--card);stroke:var(--c2);stroke-width:1.6}
        .d1{stroke-dasharray:6 3}.d2{stroke-dasharray:2 3}.d3{stroke-dasharray:9 3 2 3}.d4{stroke-dasharray:12 4}.d5{stroke-dasharray:4 2 1 2}.d6{stroke-dasharray:1 2}.d7{stroke-dasharray:9 2 2 2 2 2}
        .bar-float{fill:#6b7580}.bar-p{fill:#b34a00}.bar-q{fill:#0068a3}.bar-both{fill:#6a4fb3}
        .h0{fill:#440154}.h1{fill:#472d7b}.h2{fill:#3b528b}.h3{fill:#2c728e}.h4{fill:#21918c}.h5{fill:#28ae80}.h6{fill:#5ec962}.h7{fill:#addc30}.h8{fill:#fde725}
        .vp0,.vm0{fill:#f2f2f2}.vp1{fill:#cfe3f2}.vp2{fill:#9ac7e4}.vp3{fill:#4f9ccb}.vp4{fill:#0b5e9c}.vm1{fill:#fbe0c8}.vm2{fill:#f5b884}.vm3{fill:#dd8136}.vm4{fill:#a34700}
        .cell.best{stroke:var(--fg);stroke-width:3}
        svg .on{fill:#fff}svg .on.h4,svg .on.h5,svg .on.h6,svg .on.h7,svg .on.h8,svg .on.vp0,svg .on.vp1,svg .on.vp2,svg .on.vp3,svg .on.vm0,svg .on.vm1,svg .on.vm2,svg .on.vm3{fill:#111}
        .legend{display:flex;flex-wrap:wrap;gap:.15em 1.1em;list-style:none;padding:0;margin:.5em 0;font-size:.83rem}.legend li{display:flex;align-items:center;gap:.45em;min-width:0}.legend svg{width:30px;height:14px;flex:none;margin:0}
        table{border-collapse:collapse;font-size:.85rem;margin:.5em 0;overflow-wrap:normal}caption{text-align:left;color:var(--soft);padding-bottom:.3em}
        th,td{text-align:left;padding:.22em .7em .22em 0;border-bottom:1px solid var(--rule);vertical-align:top}th{vertical-align:bottom}th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}td{white-space:nowrap}article td,#repeat td{white-space:normal}td.w{white-space:normal;min-width:11em}
        summary{cursor:pointer;font-size:.88rem;color:var(--link);margin-top:.5em}
        pre{background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:10px 12px;overflow-x:auto;font:.82rem/1.45 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:normal}
        #repeat td{overflow-wrap:break-word}#repeat td+td{overflow-wrap:anywhere;width:100%}
        .unprinted{display:none}.guide{margin:.8em 0}.guide dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3em 1em;margin:.6em 0;font-size:.88rem;max-width:100ch}.guide dt{font-weight:600}.guide dd{margin:0}
        .sentences .note{text-indent:0}.pictures{display:grid;gap:10px;min-width:0}.pictures .scroll{min-width:0}
        @media screen and (min-width:900px){.figures figure:is(:only-child,.broad,.broad + :last-child):not(.wide){display:grid;grid-template-columns:minmax(0,1fr) minmax(0,560px);grid-template-rows:auto auto 1fr;column-gap:26px}
        .figures .broad,.figures .broad + :last-child{grid-column:1 / -1}.broad table{font-size:.8rem}.broad th,.broad td{padding-right:.55em}figure:is(:only-child,.broad,.broad + :last-child):not(.wide) .pictures{grid-column:2;grid-row:1 / span 4}figure:is(:only-child,.broad,.broad + :last-child):not(.wide) figcaption{grid-column:1}
        figure:is(:only-child,.broad,.broad + :last-child):not(.wide) .legend{grid-column:1;align-content:start}figure:is(:only-child,.broad,.broad + :last-child):not(.wide) details,figure:is(:only-child,.broad,.broad + :last-child):not(.wide) figcaption~.scroll{grid-column:1 / -1}
        .broad .pictures:has(.scroll:nth-child(2)){grid-template-columns:1fr 1fr;align-items:start}}
        footer{margin-top:3em;color:var(--soft);font-size:.85rem}
        @media (max-width:480px){main{padding:12px}caption{max-width:calc(100vw - 46px)}figure,article{padding:10px}svg text{font-size:13px}.legend svg text{font-size:11px}}
        @media print{:root{color-scheme:light;--bg:#fff;--fg:#000;--soft:#444;--rule:#ccc;--card:#fff;--warn:#fff;--link:#000;
        --c0:#0072b2;--c1:#c04f00;--c2:#444c56;--c3:#00795a;--c4:#a33d7c;--c5:#7a5c00;--c6:#6a4fb3;--c7:#1f7a8c;--band:#e3e8ee}
        body{font-size:11pt}main{max-width:none;padding:0}nav{display:none}.figures{display:block}figure,article{margin-bottom:14px}
        figure .scroll:has(svg),article,tr,.legend,figcaption,.sentences li{break-inside:avoid}figcaption,h2,h3{break-after:avoid}
        svg{max-width:440px!important;min-width:0!important;max-height:22cm}#layers svg{max-height:20cm}.scroll{overflow:visible}table{font-size:7.5pt}th,td{padding-right:.5em}td{white-space:normal}td.w{min-width:0}pre{white-space:pre-wrap}
        .unprinted{display:inline}details.long .scroll,details.long pre{display:none!important}details::details-content{content-visibility:visible;display:block;height:auto}details:not([open])::details-content{content-visibility:visible;display:block}
        svg *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """;
}
