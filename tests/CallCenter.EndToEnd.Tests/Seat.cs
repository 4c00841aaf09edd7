using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CallCenter.Testing;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>
/// An agent at a browser: real Chromium, whose microphone is a tone. One process each, so that it can be frozen like a machine put to sleep.
/// </summary>
public sealed partial class Seat : IAsyncDisposable
{
    /// <summary>What the browser's microphone hears.</summary>
    public const int VoiceHz = 880;

    private static readonly Lazy<Task<IPlaywright>> Driver = new(Playwright.CreateAsync);
    private readonly IBrowserContext _context;
    private readonly string _profile;

    private Seat(IBrowserContext context, IPage page, Center center, string profile) => (_context, Page, Center, _profile) = (context, page, center, profile);

    public IPage Page { get; private set; }

    public Center Center { get; }

    public IBrowserContext Context => _context;

    /// <summary>The phone state: the one status region.</summary>
    public ILocator Phone => Page.GetByRole(AriaRole.Status);

    /// <summary>Opens the browser.</summary>
    /// <param name="host">The machine it runs on, if not this one; it trusts the centre's own authority.</param>
    public static async Task<Seat> OpenAsync(Center center, SecondHost? host = null)
    {
        var profile = Path.Combine(Path.GetTempPath(), "callcenter-seat-" + Guid.CreateVersion7().ToString("N"));
        Directory.CreateDirectory(profile);
        var voice = Path.Combine(profile, "voice.wav");
        await RunAsync("ffmpeg", "-v", "error", "-f", "lavfi", "-i", $"sine=frequency={VoiceHz}:sample_rate=48000:duration=20", "-af", "volume=6", voice);
        var playwright = await Driver.Value;
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
        if (host is not null)
        {
            environment["HOME"] = profile;
            await TrustAsync(profile, center.Authority);
        }
        var context = await playwright.Chromium.LaunchPersistentContextAsync(profile, new()
        {
            ExecutablePath = host is null ? "/usr/bin/chromium" : await host.WrapAsync("/usr/bin/chromium", profile),
            Env = environment!,
            Headless = true,
            ViewportSize = new() { Width = 1366, Height = 620 },
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            Permissions = ["microphone", "notifications"],
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-audio-capture={voice}", "--autoplay-policy=no-user-gesture-required",
            ],
        });
        context.SetDefaultTimeout(40_000);
        Assertions.SetDefaultExpectTimeout(20_000);
        // What a test breaks from outside: the sockets by their address, and the microphone.
        await context.AddInitScriptAsync("""
            (() => {
              const Native = window.WebSocket, sockets = window.__sockets = [];
              window.__refuseSip = false;
              window.WebSocket = class extends Native {
                constructor(url, protocols) {
                  super(window.__refuseSip && String(url).endsWith('/ws') ? 'ws://127.0.0.1:9/ws' : url, protocols);
                  sockets.push(this);
                }
              };
              window.__tracks = [];
              const media = navigator.mediaDevices, get = media.getUserMedia.bind(media), list = media.enumerateDevices.bind(media);
              media.getUserMedia = async c => {
                if (window.__unplugged) throw new DOMException('no device', 'NotFoundError');
                const s = await get(c); window.__tracks.push(...s.getAudioTracks()); return s;
              };
              media.enumerateDevices = async () => window.__unplugged ? [] : list();
            })();
            """);
        return new Seat(context, context.Pages[0], center, profile);
    }

    /// <summary>Signs in with the browser as the phone.</summary>
    public async Task SignInAsync(string user, string? phone = null)
    {
        await OpenSignInAsync();
        await Page.GetByLabel("用户名").FillAsync(user);
        if (phone is not null) await Page.GetByLabel("接听方式").SelectOptionAsync(phone);
        await Page.GetByLabel("密码", new() { Exact = true }).FillAsync(Center.Password);
        await ClickAsync("登录");
        await Assertions.Expect(Phone).ToBeVisibleAsync(new() { Timeout = 40_000 });
    }

    /// <summary>The administration page, as admin01 without a phone.</summary>
    public async Task AdministerAsync()
    {
        await Page.GotoAsync(new Uri(Center.Url, "admin").ToString());
        await Page.GetByLabel("用户名").FillAsync("admin01");
        await Page.GetByLabel("密码", new() { Exact = true }).FillAsync(Center.Password);
        await Page.GetByLabel("接听方式").SelectOptionAsync("none");
        await ClickAsync("登录");
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "队列" })).ToBeVisibleAsync(new() { Timeout = 40_000 });
    }

    private async Task OpenSignInAsync()
    {
        var said = new List<string>();
        Page.Console += (_, message) => said.Add(message.Text);
        Page.PageError += (_, error) => said.Add(error);
        Page.RequestFailed += (_, request) => said.Add($"{request.Url}: {request.Failure}");
        await Page.GotoAsync(Center.Url.ToString());
        try
        {
            await Page.GetByLabel("用户名").WaitForAsync();
        }
        catch (TimeoutException e)
        {
            await ScreenshotAsync("no-sign-in");
            throw new TimeoutException($"No sign-in page, but: {await Page.Locator("body").InnerTextAsync()}\n{string.Join('\n', said)}", e);
        }
    }

    /// <summary>Signs in and becomes ready.</summary>
    public async Task TakeAsync(string user)
    {
        await SignInAsync(user);
        await ClickAsync("就绪");
        await PhoneIsAsync("空闲");
    }

    public Task ClickAsync(string button) => Button(button).ClickAsync();

    /// <summary>A button by its accessible name, which may end in its key: 接听 F8.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^" + Regex.Escape(name) + "( |$)") });

    public Task PhoneIsAsync(string state, int seconds = 20) => Assertions.Expect(Phone).ToHaveTextAsync(state, new() { Timeout = seconds * 1000 });

    /// <summary>The resident's name is a heading.</summary>
    public Task ShowsResidentAsync(string name, int milliseconds = 5000) =>
        Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync(new() { Timeout = milliseconds });

    /// <summary>Waits until the page plays this tone: the strongest frequency of what its audio element gets.</summary>
    public async Task HearsAsync(int hertz, int seconds = 10)
    {
        var deadline = Stopwatch.StartNew();
        var heard = 0.0;
        while (deadline.Elapsed.TotalSeconds < seconds)
        {
            heard = await Page.EvaluateAsync<double>("""
                async () => {
                  const audio = [...document.querySelectorAll('audio')].find(a => a.srcObject && a.srcObject.getAudioTracks().length);
                  if (!audio) return 0;
                  const c = window.__ear ??= new AudioContext();
                  await c.resume();
                  const a = c.createAnalyser(); a.fftSize = 8192;
                  const s = c.createMediaStreamSource(audio.srcObject); s.connect(a);
                  await new Promise(r => setTimeout(r, 400));
                  const bins = new Float32Array(a.frequencyBinCount); a.getFloatFrequencyData(bins); s.disconnect();
                  let best = 0; bins.forEach((v, i) => { if (v > bins[best]) best = i; });
                  return bins[best] < -70 ? 0 : best * c.sampleRate / a.fftSize;
                }
                """);
            if (Math.Abs(heard - hertz) < 25)
            {
                return;
            }
        }
        throw new TimeoutException($"The browser hears {heard:0} Hz, not {hertz} Hz.");
    }

    /// <summary>Everything of this browser stops, as when the lid is closed.</summary>
    public async Task SleepAsync() => await SignalAsync("-STOP");

    public async Task WakeAsync() => await SignalAsync("-CONT");

    /// <summary>Another tab of the same browser.</summary>
    public Task<IPage> NewTabAsync() => _context.NewPageAsync();

    public async Task ScreenshotAsync(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "screens");
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }

    public async ValueTask DisposeAsync()
    {
        await WakeAsync();
        await _context.CloseAsync();
        await RunAsync("rm", "-rf", _profile);
    }

    /// <summary>The browser's processes carry its profile in their command line, their children are found by parent.</summary>
    private async Task SignalAsync(string signal)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => Digits().IsMatch(d)))
        {
            try
            {
                if ((await File.ReadAllTextAsync(Path.Combine(process, "cmdline"))).Contains(_profile, StringComparison.Ordinal))
                {
                    await RunAsync("kill", signal, Path.GetFileName(process).ToString(CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It ended meanwhile.
                continue;
            }
        }
    }

    /// <summary>As docs/other-machines.md tells for Chromium on Linux.</summary>
    private static async Task TrustAsync(string home, string authority)
    {
        var store = Path.Combine(home, ".pki", "nssdb");
        Directory.CreateDirectory(store);
        await RunAsync("certutil", "-d", "sql:" + store, "-N", "--empty-password");
        await RunAsync("certutil", "-d", "sql:" + store, "-A", "-t", "C,,", "-n", "CallCenter", "-i", authority);
    }

    private static async Task RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
    }

    [GeneratedRegex(@"/\d+$")]
    private static partial Regex Digits();
}
