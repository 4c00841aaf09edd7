namespace CallCenter.Testing;

/// <summary>One leg of the <see cref="Town"/>: a caller's, or that of a phone the centre rings.</summary>
public sealed class TownCall
{
    private const int Rate = 16000;
    private readonly Town _town;
    private readonly string _heardFile;
    private int _started;
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _toneHz;

    internal TownCall(Town town, string id, string heardFile, int toneHz) => (_town, Id, _heardFile, _toneHz) = (town, id, heardFile, toneHz);

    /// <summary>Channel id in the town's Asterisk.</summary>
    public string Id { get; }

    /// <summary>The number shown to this phone.</summary>
    public string CallerNumber { get; internal set; } = "";

    /// <summary>Whether the leg is gone.</summary>
    public bool IsOver => _ended.Task.IsCompleted;

    /// <summary>Waits for the centre's answer to a call the town placed.</summary>
    public async Task AnsweredAsync(TimeSpan? within = null)
    {
        var deadline = within ?? TimeSpan.FromSeconds(10);
        if (await Task.WhenAny(_answered.Task, _ended.Task, Task.Delay(deadline)) != _answered.Task)
            throw new TimeoutException(IsOver ? $"Refused with cause {await _ended.Task}." : $"Not answered within {deadline.TotalSeconds:0.#} s.");
        await _answered.Task;
    }

    /// <summary>Waits until the leg is gone and returns its hang-up cause (Q.850).</summary>
    public async Task<int> EndedAsync(TimeSpan? within = null)
    {
        try
        {
            return await _ended.Task.WaitAsync(within ?? TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException("The call is still up.");
        }
    }

    /// <summary>Picks a ringing phone up and speaks with that tone; 0 sends nothing, so the leg looks lost after a while.</summary>
    public async Task AnswerAsync(int toneHz = 0)
    {
        _toneHz = toneHz;
        await _town.PostAsync($"channels/{Id}/answer");
        await StartedAsync();
    }

    /// <summary>Changes the tone this side sends; 0 falls silent, sending no packets at all.</summary>
    public async Task ToneAsync(int hertz)
    {
        _toneHz = hertz;
        await SpeakAsync(hertz.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Says nothing, and goes on sending packets as a telephone does.</summary>
    public async Task QuietAsync()
    {
        _toneHz = 0;
        await SpeakAsync("quiet");
    }

    /// <summary>On its way to the last tone a leg is in no application for a moment.</summary>
    private async Task SpeakAsync(string extension)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _town.PostAsync($"channels/{Id}/continue?context=voice&extension={extension}&priority=1");
                return;
            }
            catch (InvalidOperationException e) when (attempt < 20 && !IsOver && e.Message.Contains(": 409 ", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <summary>Puts the centre on hold by a re-INVITE, as a phone's hold key does.</summary>
    public Task HoldAsync() => _town.PostAsync($"channels/{Id}/hold");

    /// <summary>Takes it off hold.</summary>
    public Task UnholdAsync() => _town.DeleteAsync($"channels/{Id}/hold");

    /// <summary>Presses keys (RFC 4733).</summary>
    public Task PressAsync(string digits) => _town.PostAsync($"channels/{Id}/dtmf?dtmf={Uri.EscapeDataString(digits)}");

    /// <summary>Hangs up or, still ringing, refuses, unless the other side was faster. Reasons as in ARI: normal, busy, congestion, no_answer.</summary>
    public async Task HangUpAsync(string reason = "normal")
    {
        try
        {
            await _town.DeleteAsync($"channels/{Id}?reason={reason}");
        }
        catch (InvalidOperationException e) when (e.Message.Contains(": 404 ", StringComparison.Ordinal))
        {
            // The event of its end is on its way.
        }
        await EndedAsync();
    }

    /// <summary>Waits until this side hears that tone now.</summary>
    public async Task HearsAsync(int hertz, TimeSpan? within = null)
    {
        // Only what is heard from now on counts, and a quarter of a second of it.
        var from = HeardBytes() + Rate / 2;
        await Eventually.TrueAsync(async () => HeardBytes() >= from && ToneMeter.Hears(await LatestAsync(), Rate, hertz),
            within ?? TimeSpan.FromSeconds(10), () => $"{Id} hears {hertz} Hz; {Heard(from)}");
    }

    /// <summary>Waits until this side hears something that is not the given tone: speech, music.</summary>
    public async Task HearsSoundOtherThanAsync(int hertz, TimeSpan? within = null)
    {
        var from = HeardBytes() + Rate / 2;
        await Eventually.TrueAsync(async () => HeardBytes() >= from && await LatestAsync() is var now && ToneMeter.Loudness(now) > 50 && !ToneMeter.Hears(now, Rate, hertz),
            within ?? TimeSpan.FromSeconds(10), () => $"{Id} hears speech or music; {Heard(from)}");
    }

    /// <summary>Waits until that tone is not heard any more.</summary>
    public async Task HearsNothingAsync(int hertz, TimeSpan? within = null)
    {
        var from = HeardBytes() + Rate;
        await Eventually.TrueAsync(async () => HeardBytes() >= from && !ToneMeter.Hears(await LatestAsync(), Rate, hertz),
            within ?? TimeSpan.FromSeconds(10), () => $"{Id} no longer hears {hertz} Hz; {Heard(from)}");
    }

    /// <summary>Everything heard so far, at 16 kHz.</summary>
    public async Task<short[]> HeardAsync() => await ReadAsync(0);

    internal async Task StartedAsync()
    {
        if (Interlocked.Exchange(ref _started, 1) == 1) return;
        // The sound first: who waits for the answer may hang up at once.
        if (_toneHz > 0) await ToneAsync(_toneHz);
        _answered.TrySetResult();
    }

    internal void Ended(int cause) => _ended.TrySetResult(cause);

    /// <summary>For the report of what was waited for in vain.</summary>
    private string Heard(long awaited)
    {
        var now = ReadAsync(Math.Max(0, HeardBytes() - Rate / 2)).GetAwaiter().GetResult();
        var tones = string.Join(", ", new[] { 440, 660, 880 }.Select(t => $"{ToneMeter.Share(now, Rate, t):P0} of {t} Hz"));
        return $"{(IsOver ? "it is over" : "it is up")}, {HeardBytes()} bytes came of the {awaited} awaited, the last with loudness {ToneMeter.Loudness(now):0}, {tones}";
    }

    private long HeardBytes() => File.Exists(_heardFile) ? new FileInfo(_heardFile).Length : 0;

    private Task<short[]> LatestAsync() => ReadAsync(Math.Max(0, HeardBytes() - Rate / 2));

    private async Task<short[]> ReadAsync(long from)
    {
        if (!File.Exists(_heardFile)) return [];
        await using var file = new FileStream(_heardFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = from / 2 * 2;
        var bytes = new byte[file.Length - file.Position];
        await file.ReadExactlyAsync(bytes);
        return ToneMeter.ToSamples(bytes);
    }
}
