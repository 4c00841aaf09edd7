using CallCenter.Console.Desk;
using CallCenter.Console.Phone;

namespace CallCenter.Console.Seats;

internal enum Step { Browser, Secure, Microphone, Line, Media, Notifications, Ring }

/// <summary>Skipped: this seat does not need it (a desk phone). Later: only after signing in. Asking: the agent has to say what is heard.</summary>
internal enum StepState { Open, Running, Asking, Passed, Failed, Skipped, Later }

/// <param name="Fault">What failed, a code the words know; null otherwise.</param>
internal sealed record StepResult(StepState State, string? Fault = null);

/// <summary>The check of one seat, in the order in which one thing needs the other. Every step is tried, whatever the ones before it say.</summary>
internal sealed class SeatCheck(BrowserPhone phone, AgentDesk desk, TimeProvider time)
{
    private static readonly TimeSpan RegistrationPatience = TimeSpan.FromSeconds(10);
    private readonly Dictionary<Step, StepResult> _results = Enum.GetValues<Step>().ToDictionary(step => step, _ => new StepResult(StepState.Open));
    private TaskCompletionSource<bool>? _heard;

    public event Action? Changed;

    public IReadOnlyDictionary<Step, StepResult> Results => _results;

    public Surroundings? Surroundings { get; private set; }

    public bool Running { get; private set; }

    public bool Passed => _results.Values.All(result => result.State is StepState.Passed or StepState.Skipped);

    public async Task RunAsync()
    {
        if (Running)
            return;
        Running = true;
        foreach (var step in _results.Keys.ToList())
            _results[step] = new StepResult(StepState.Open);
        try
        {
            foreach (var step in Enum.GetValues<Step>())
            {
                Enter(step, new StepResult(StepState.Running));
                Enter(step, await TryAsync(step));
            }
        }
        finally
        {
            Running = false;
            Changed?.Invoke();
        }
    }

    /// <summary>The agent's answer to the test ring.</summary>
    public void Heard(bool yes) => _heard?.TrySetResult(yes);

    private async Task<StepResult> TryAsync(Step step) => step switch
    {
        Step.Browser => Told((Surroundings = await phone.SurroundingsAsync()).Able, "browser"),
        Step.Secure => Told(Surroundings is { Secure: true }, "insecure"),
        Step.Microphone => await MicrophoneAsync(),
        Step.Line => await LineAsync(),
        Step.Media => await MediaAsync(),
        Step.Notifications => await phone.NotificationsAsync() is var answer and not "granted" ? new StepResult(StepState.Failed, answer) : Good,
        Step.Ring => await RingAsync(),
    };

    private async Task<StepResult> MicrophoneAsync()
    {
        if (DeskPhone)
            return Skipped;
        await phone.OpenMicrophoneAsync();
        return phone.Microphone switch
        {
            Microphone.Refused => new StepResult(StepState.Failed, "refused"),
            Microphone.Ok => Told(await phone.VoiceAsync(), "quiet"),
            _ => new StepResult(StepState.Failed, "lost"),
        };
    }

    private async Task<StepResult> LineAsync()
    {
        if (Unneeded is { } result)
            return result;
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < RegistrationPatience; await Task.Delay(TimeSpan.FromMilliseconds(100), time))
        {
            if (phone.Registration == Registration.Registered)
                return Good;
        }
        return new StepResult(StepState.Failed, phone.Registration == Registration.Refused ? "refused" : "socket");
    }

    private async Task<StepResult> MediaAsync()
    {
        if (Unneeded is { } result)
            return result;
        return await phone.EchoAsync() is var outcome and not "heard" ? new StepResult(StepState.Failed, outcome) : Good;
    }

    private async Task<StepResult> RingAsync()
    {
        if (await phone.ProveRingAsync() is var proof and not "audible")
            return new StepResult(StepState.Failed, proof);
        await phone.SampleRingAsync(true);
        try
        {
            _heard = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            Enter(Step.Ring, new StepResult(StepState.Asking));
            return Told(await _heard.Task, "unheard");
        }
        finally
        {
            _heard = null;
            await phone.SampleRingAsync(false);
        }
    }

    private bool DeskPhone => desk.Session is not null && !desk.HasBrowserPhone;

    private StepResult? Unneeded => desk.Session is null ? new StepResult(StepState.Later) : DeskPhone ? Skipped : null;

    private static StepResult Good => new(StepState.Passed);

    private static StepResult Skipped => new(StepState.Skipped);

    private static StepResult Told(bool good, string fault) => good ? Good : new StepResult(StepState.Failed, fault);

    private void Enter(Step step, StepResult result)
    {
        _results[step] = result;
        Changed?.Invoke();
    }
}
