using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

internal enum CallerState { Waiting, Talking, Parting }

/// <summary>What somebody calls for: an alarm, the hotline, the hotline by way of another line, only to leave a message, the line of a few agents, or those agents out of their talks.</summary>
internal enum Errand { Alarm, Service, Moved, Message, Daily, Rescue }

/// <summary>
/// One telephone of the town that calls again and again. Knows how long it has been without a human, and that only it or an agent may end
/// the call.
/// </summary>
internal sealed class Caller(Crowd crowd, Random random, Errand? always = null)
{
    public const int ToneHz = 440;
    public const string MovedNumber = "12391", MessageNumber = "12392", DailyNumber = "12393", RescueNumber = "12394";
    private const int RescueHz = 660;

    /// <summary>On top of the lease: there are always more callers than agents, phones ring for seconds, and both have to be heard.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(45);
    private readonly TimeProvider _time = TimeProvider.System;
    private long _waitingSince;
    private Errand _errand;

    public string Number { get; private set; } = "";

    public TownCall? Call { get; private set; }

    public CallerState State { get; private set; }

    /// <summary>What an agent hears of this caller.</summary>
    public int Hz => _errand == Errand.Rescue ? RescueHz : ToneHz;

    /// <summary>An alarm, still without a human, for agents who have to leave a talk.</summary>
    public bool WantsRescue => _errand == Errand.Rescue && IsUp && State == CallerState.Waiting;

    /// <summary>The caller put the phone down while waiting: nobody cut the call.</summary>
    public bool GaveUp { get; private set; }

    public bool IsUp => Call is { IsOver: false };

    private TimeSpan Limit => TimeSpan.FromSeconds(_errand is Errand.Alarm or Errand.Rescue ? 7 : 30) + Margin;

    public async Task RunAsync(CancellationToken ct)
    {
        while (await crowd.PauseAsync(always == Errand.Rescue ? 8 + 10 * random.NextDouble() : 0.2 + 2 * random.NextDouble(), ct))
        {
            Number = crowd.NextNumber();
            _errand = always ?? random.NextDouble() switch { < 0.15 => Errand.Alarm, < 0.25 => Errand.Moved, < 0.35 => Errand.Message, _ => Errand.Service };
            crowd.Arrives(this);
            try
            {
                await CallAsync(ct);
            }
            catch (Exception e) when (e is InvalidOperationException or HttpRequestException or TaskCanceledException)
            {
                // The town's own exchange is out of breath: no word on the centre.
                crowd.Verdict.Say($"{Number} could not dial: {e.Message}");
            }
            crowd.Leaves(this);
        }
    }

    /// <summary>A human is on the line: both were heard.</summary>
    public void Meets()
    {
        crowd.Verdict.Waits.Enqueue(_time.GetElapsedTime(_waitingSince));
        State = CallerState.Talking;
    }

    /// <summary>Somebody has said goodbye.</summary>
    public void Parts() => State = CallerState.Parting;

    /// <summary>The agent's phone was lost: the caller wants another one.</summary>
    public void IsAlone() => (_waitingSince, State) = (_time.GetTimestamp(), CallerState.Waiting);

    private static string Dialled(Errand errand) => errand switch
    {
        Errand.Alarm => "12349",
        Errand.Moved => MovedNumber,
        Errand.Message => MessageNumber,
        Errand.Daily => DailyNumber,
        Errand.Rescue => RescueNumber,
        _ => "12345",
    };

    private async Task NoteAnswerAsync(TownCall call, string number)
    {
        try
        {
            await call.AnsweredAsync(TimeSpan.FromSeconds(30));
            crowd.IsAnswered(number);
        }
        catch (Exception e) when (e is TimeoutException or IOException or InvalidOperationException)
        {
            // Gone before anybody answered.
        }
    }

    private async Task CallAsync(CancellationToken ct)
    {
        IsAlone();
        GaveUp = false;
        // Whoever has left a message puts the phone down; some others have no patience.
        var gives = _errand == Errand.Message ? TimeSpan.FromSeconds(16 + 10 * random.NextDouble()) : random.NextDouble() < 0.06 ? TimeSpan.FromSeconds(2 + 13 * random.NextDouble()) : TimeSpan.MaxValue;
        Call = await crowd.Town.CallAsync(Number, Dialled(_errand), Hz);
        _ = NoteAnswerAsync(Call, Number);
        while (!Call.IsOver && await crowd.PauseAsync(0.2, ct))
        {
            var alone = State == CallerState.Waiting ? _time.GetElapsedTime(_waitingSince) : TimeSpan.Zero;
            if (alone > gives || alone > Limit)
            {
                if (alone > Limit)
                {
                    crowd.Verdict.Lose($"{Number} ({_errand}) was without a human for {alone.TotalSeconds:0} s; {await crowd.SeenOfAsync(Number)}");
                }
                (State, GaveUp) = (CallerState.Parting, true);
                await Crowd.HangUpAsync(Call);
            }
        }
        if (Call.IsOver && State == CallerState.Waiting)
        {
            crowd.Verdict.Lose($"{Number} was hung up with cause {await Call.EndedAsync()} after waiting {_time.GetElapsedTime(_waitingSince).TotalSeconds:0.0} s");
        }
        await Crowd.HangUpAsync(Call);
        crowd.Forget(Call);
    }
}
