using System.Collections.Concurrent;
using CallCenter.Testing;
using Microsoft.Playwright;

namespace CallCenter.Bench.Boards;

/// <summary>A real Chromium with the live board in it, which tells when something was drawn: a MutationObserver sees the row, the frame after that is the one it is painted in.</summary>
internal sealed class BoardBrowser : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<double>> _drawn = new();
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private BoardBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<BoardBrowser> OpenAsync(Center center)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Headless = true, Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"] });
        var open = new BoardBrowser(playwright, browser);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1366, Height = 620 }, Locale = "zh-CN" });
        page.SetDefaultTimeout(60_000);
        await page.ExposeFunctionAsync("drawn", (string what, double at) => open.Of(what).TrySetResult(at));
        await page.GotoAsync(new Uri(center.Url, "board").ToString());
        await page.GetByLabel("用户名").FillAsync("supervisor01");
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync(center.Password);
        await page.GetByLabel("接听方式").SelectOptionAsync("none");
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.Locator(".board-side").First.WaitForAsync();
        await page.EvaluateAsync("""
            () => {
              const known = new Map();
              const look = () => {
                const now = new Map();
                for (const row of document.querySelectorAll('tr[data-call]')) now.set('call ' + row.dataset.call, '');
                for (const row of document.querySelectorAll('tr[data-agent]')) now.set('agent ' + row.dataset.agent, row.dataset.state);
                const news = [];
                for (const [what, state] of now) if (!known.has(what) || known.get(what) !== state) news.push(state ? what + ' ' + state : what);
                for (const what of known.keys()) if (!now.has(what)) news.push('no ' + what);
                known.clear(); now.forEach((state, what) => known.set(what, state));
                if (news.length) requestAnimationFrame(() => { const at = Date.now(); for (const what of news) window.drawn(what, at); });
              };
              look();
              new MutationObserver(look).observe(document.querySelector('.board'), { subtree: true, childList: true, attributes: true, characterData: true });
            }
            """);
        return open;
    }

    /// <summary>From now on only what is drawn anew counts.</summary>
    public void Forget(string what) => _drawn.TryRemove(what, out _);

    /// <summary>When that was drawn, in Unix milliseconds.</summary>
    public Task<double> DrawnAsync(string what, TimeSpan within) => Of(what).Task.WaitAsync(within);

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private TaskCompletionSource<double> Of(string what) => _drawn.GetOrAdd(what, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
