using System.Threading.Channels;
using CallCenter.Ari;

namespace CallCenter.Calls;

/// <summary>How a call came to its end.</summary>
public enum CallEnd
{
    /// <summary>Still up.</summary>
    None,

    /// <summary>The caller's channel is gone.</summary>
    HungUp,

    /// <summary>The caller left our application and is in the dialplan: the lease ran out, or we handed it over. Not ours any more.</summary>
    Left,
}

/// <summary>
/// A caller and what we do with him. The conversation reads <see cref="NextAsync"/> and acts; everything else posts.
/// <see cref="Gone"/> is cancelled when the caller hangs up or leaves: a hang-up is normal, not an error.
/// </summary>
public sealed partial class Call
{
    private const int MailboxSize = 1000;
    private static readonly TimeSpan RenewalInFlight = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan HangUpOnItsWay = TimeSpan.FromSeconds(2);
    private readonly AriClient _ari;
    private readonly TimeProvider _time;
    private readonly CallHost _host;
    private readonly Channel<CallEvent> _mailbox = System.Threading.Channels.Channel.CreateBounded<CallEvent>(new BoundedChannelOptions(MailboxSize) { SingleReader = true });
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, Leg> _legs = [];
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile bool _channelGone;
    private TimeSpan? _lease;
    private long _renewAt;
    private Task _renewal = Task.CompletedTask;

    internal Call(CallHost host, AriClient ari, TimeProvider time, Ari.Models.Channel channel, CallFacts facts, bool adopted)
    {
        (_host, _ari, _time, Facts, Adopted) = (host, ari, time, facts, adopted);
        CallerNumber = channel.Caller.Number;
        Gone = _gone.Token;
    }

    /// <summary>The call id: uniqueid of the caller's channel.</summary>
    public string Id => Facts.Call;

    /// <summary>The facts as they stood when the call came to us.</summary>
    public CallFacts Facts { get; }

    /// <summary>True when the call was already up when we connected, or came back from the dialplan.</summary>
    public bool Adopted { get; }

    /// <summary>The talk's bridge the caller was found in when adopted, alone or with a leg, else null.</summary>
    public string? AdoptedBridge { get; internal set; }

    /// <summary>The bridge of the present talk.</summary>
    internal string? CurrentBridge { get; private set; }

    /// <summary>A hang-up is on its way, so leaving the application is no hand-over.</summary>
    internal bool HangupSeen { get; set; }

    /// <summary>The caller's channel is gone, also when he had left our application before (then <see cref="End"/> stays <see cref="CallEnd.Left"/>).</summary>
    public bool ChannelGone { get => _channelGone; internal set => _channelGone = value; }

    /// <summary>The caller's number as Asterisk has it: from P-Asserted-Identity on a trusted trunk, else From.</summary>
    public string CallerNumber { get; }

    /// <summary>Cancelled when the caller hung up or left.</summary>
    public CancellationToken Gone { get; }

    /// <summary>Why <see cref="Gone"/> was cancelled.</summary>
    public CallEnd End { get; private set; }

    /// <summary>Q.850 cause of the caller's hang-up; 0 when it happened while we were away.</summary>
    public int Cause { get; private set; }

    /// <summary>Puts something into the mailbox. A full mailbox means the conversation hangs: it is ended loudly and the dialplan takes the caller.</summary>
    public void Post(CallEvent happened)
    {
        if (!_mailbox.Writer.TryWrite(happened))
        {
            _mailbox.Writer.TryComplete(new MailboxOverflowException(Id));
        }
    }

    /// <summary>
    /// The next event. Renews the lease while it waits, so a conversation that no longer reads its mailbox loses the caller to
    /// the dialplan, as it should.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller is gone, or <paramref name="ct"/>.</exception>
    /// <exception cref="MailboxOverflowException">More events than anybody read.</exception>
    public async ValueTask<CallEvent> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            RenewIfDue(ct);
            if (_mailbox.Reader.TryRead(out var next))
            {
                return next;
            }
            // Its own timer, not one of ours: that may come when the wait is over and the source put away, and a fault on its thread would be the end of the Server.
            using var renewal = new CancellationTokenSource(_lease is null ? Timeout.InfiniteTimeSpan : UntilRenewal(), _time);
            using var due = CancellationTokenSource.CreateLinkedTokenSource(ct, renewal.Token);
            try
            {
                if (!await _mailbox.Reader.WaitToReadAsync(due.Token))
                {
                    await _mailbox.Reader.Completion;
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                continue;
            }
        }
    }

    /// <summary>Completes once the conversation has told routing how this call stands; adoption waits for it.</summary>
    public Task Settled => _settled.Task;

    /// <summary>See <see cref="Settled"/>.</summary>
    public void Settle() => _settled.TrySetResult();

    /// <summary>Completes when the conversation has told all it knows; only then may another one begin for a caller who came back.</summary>
    internal Task Told => _told.Task;

    /// <summary>See <see cref="Told"/>: what is left is cleaning up.</summary>
    public void Tell() => _told.TrySetResult();

    /// <summary>Posts a <see cref="Reminder"/> after a while. Dispose to forget it.</summary>
    public IDisposable Remind(string what, TimeSpan after) => _time.CreateTimer(_ => Post(new Reminder(what)), null, after, Timeout.InfiniteTimeSpan);

    public Task AnswerAsync(CancellationToken ct) => OnCallerAsync(_ari.Channels.AnswerAsync(Id, ct));

    /// <summary>Sets a variable of the caller's channel.</summary>
    public Task SetAsync(string variable, string value, CancellationToken ct) => OnCallerAsync(_ari.Channels.SetVariableAsync(Id, variable, value, ct));

    /// <summary>Reads a variable of the caller's channel; empty when unset.</summary>
    public async Task<string> GetAsync(string variable, CancellationToken ct)
    {
        var asked = _ari.Channels.GetVariableAsync(Id, variable, ct);
        await OnCallerAsync(asked);
        return await asked ?? "";
    }

    /// <summary>Starts a prompt to the caller and returns its playback id; <see cref="PlaybackEnded"/> follows.</summary>
    /// <param name="sound">Absolute path without extension.</param>
    public Task<string> PlayAsync(string sound, CancellationToken ct) => PlayAsync([sound], ct);

    /// <summary>Plays several prompts one after the other, as one playback.</summary>
    public async Task<string> PlayAsync(IReadOnlyList<string> sounds, CancellationToken ct)
    {
        var playback = $"say-{Guid.CreateVersion7():N}";
        await OnCallerAsync(_ari.Channels.PlayAsync(Id, [.. sounds.Select(sound => $"sound:{sound}")], playbackId: playback, cancellationToken: ct));
        return playback;
    }

    public Task StopPlaybackAsync(string playback, CancellationToken ct) => CallHost.UnlessGoneAsync(_ari.Playbacks.StopAsync(playback, ct));

    public Task StartMusicAsync(CancellationToken ct) => OnCallerAsync(_ari.Channels.StartMohAsync(Id, cancellationToken: ct));

    public Task StopMusicAsync(CancellationToken ct) => CallHost.UnlessGoneAsync(_ari.Channels.StopMohAsync(Id, ct));

    /// <summary>Hangs up the caller.</summary>
    public Task HangUpAsync(CancellationToken ct) => CallHost.UnlessGoneAsync(_ari.Channels.HangupAsync(Id, cancellationToken: ct));

    /// <summary>Gives the caller to the dialplan fallback, which rings humans without us.</summary>
    /// <exception cref="AriGoneException">The caller is not with us any more.</exception>
    public Task HandOverAsync(CancellationToken ct) => _ari.Channels.ContinueInDialplanAsync(Id, "fallback", "s", 1, cancellationToken: ct);

    /// <summary>
    /// A request about the caller's own channel. "Already gone" means that his hang-up is on its way to us: we wait for it, so that the
    /// conversation ends as it always does, by cancellation.
    /// </summary>
    private async Task OnCallerAsync(Task request)
    {
        try
        {
            await request;
        }
        catch (AriGoneException)
        {
            await Task.Delay(HangUpOnItsWay, _time, Gone).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Gone.ThrowIfCancellationRequested();
            throw;
        }
    }

    internal void EndWith(CallEnd end, int cause)
    {
        lock (_lock)
        {
            if (End != CallEnd.None)
            {
                return;
            }
            (End, Cause) = (end, cause);
        }
        Settle();
        _gone.Cancel();
    }
}

/// <summary>A conversation did not read its mailbox: a fault of ours. The caller goes to the dialplan.</summary>
public sealed class MailboxOverflowException(string call) : Exception($"The conversation of call {call} no longer reads its mailbox.");
