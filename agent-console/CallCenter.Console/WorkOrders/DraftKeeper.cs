using CallCenter.Console.Wire;
using CallCenter.Contracts;

namespace CallCenter.Console.WorkOrders;

internal enum SaveState { Clean, Unsaved, Saving, Saved, Offline, Refused }

/// <summary>Keeps what is typed: at once in this browser, every 2 s with the Server. The higher revision wins on load.</summary>
internal sealed class DraftKeeper
{
    private const string Prefix = "cc.draft.";
    private readonly Api _api;
    private readonly BrowserStore _store;
    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;
    private readonly Task _saving;
    private string _user = "";
    private string _who = "";
    private bool _busy;

    public DraftKeeper(Api api, BrowserStore store, TimeProvider time)
    {
        _api = api;
        _store = store;
        _time = time;
        _timer = new PeriodicTimer(TimeSpan.FromSeconds(2), time);
        _saving = AutosaveAsync();
    }

    public event Action? Changed;

    public DraftFields? Current { get; private set; }

    public SaveState State { get; private set; }

    public DateTimeOffset? SavedAt { get; private set; }

    /// <summary>Drafts of calls that ended before 完成 was pressed.</summary>
    public IReadOnlyList<KeptDraft> Left { get; private set; } = [];

    public void Enter(string user)
    {
        _user = user;
        Left = ReadLeft();
    }

    /// <summary>Follows the call in front of the agent; leaving a call keeps its draft.</summary>
    public void Follow(string? callId, WorkOrderDraft? stored, string who)
    {
        if (Current?.CallId == callId)
        {
            _who = who;
            if (Current is { } fields && stored is not null && stored.Revision > fields.Revision && State is SaveState.Clean or SaveState.Saved)
                fields.Take(stored!);
            return;
        }

        Leave();
        if (callId is not null)
            Open(callId, stored, who);
        Left = ReadLeft();
        Changed?.Invoke();
    }

    /// <summary>A key was typed.</summary>
    public void Touch()
    {
        if (Current is not { } fields)
            return;
        fields.Revision++;
        Keep(fields);
        Enter(SaveState.Unsaved);
    }

    public async Task SaveAsync()
    {
        if (Current is not { } fields || _busy || State is SaveState.Clean or SaveState.Saved)
            return;
        _busy = true;
        try
        {
            var sent = fields.ToDraft();
            if (State != SaveState.Offline)
                Enter(SaveState.Saving);
            var reply = await _api.DraftAsync(fields.CallId, sent);
            if (reply.Problem == "conflict" && fields.Revision <= reply.Value?.Revision)
                fields.Revision = reply.Value.Revision + 1; // this page has the seat: what is typed here is the newest
            if (Current != fields)
                return;
            SavedAt = reply.Ok ? _time.GetUtcNow() : SavedAt;
            Enter(reply switch
            {
                { Ok: true } => fields.Revision == sent.Revision ? SaveState.Saved : SaveState.Unsaved,
                { Problem: "conflict" } => SaveState.Unsaved,
                { Problem: Api.Away or ProblemCode.Unavailable or ProblemCode.SignedOut } => SaveState.Offline,
                _ => SaveState.Refused,
            });
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>The call is done: nothing left to keep.</summary>
    public void Forget(string callId)
    {
        _store.Remove(Key(callId));
        if (Current?.CallId == callId)
            Enter(SaveState.Clean);
        Left = ReadLeft();
        Changed?.Invoke();
    }

    private void Open(string callId, WorkOrderDraft? stored, string who)
    {
        var fields = new DraftFields(callId);
        var kept = _store.Read(Key(callId), WireJson.Default.KeptDraft)?.Draft;
        var local = kept is not null && kept.Revision > (stored?.Revision ?? 0);
        if ((local ? kept : stored) is { } draft)
            fields.Take(draft);
        _who = who;
        Current = fields;
        State = local ? SaveState.Unsaved : stored is null ? SaveState.Clean : SaveState.Saved;
        SavedAt = null;
    }

    private void Leave()
    {
        if (Current is not { } fields)
            return;
        if (State is SaveState.Unsaved or SaveState.Offline)
            _ = _api.DraftAsync(fields.CallId, fields.ToDraft());
        if (fields.Blank)
            _store.Remove(Key(fields.CallId));
        Current = null;
        State = SaveState.Clean;
    }

    private void Keep(DraftFields fields)
        => _store.Write(Key(fields.CallId), new KeptDraft(fields.CallId, fields.ToDraft(), _who, _time.GetUtcNow()), WireJson.Default.KeptDraft);

    private IReadOnlyList<KeptDraft> ReadLeft()
        => [.. _store.Keys(Key("")).Select(k => _store.Read(k, WireJson.Default.KeptDraft)).OfType<KeptDraft>()
            .Where(d => d.CallId != Current?.CallId).OrderByDescending(d => d.At).Take(20)];

    private string Key(string callId) => $"{Prefix}{_user}.{callId}";

    private void Enter(SaveState state)
    {
        if (State == state)
            return;
        State = state;
        Changed?.Invoke();
    }

    private async Task AutosaveAsync()
    {
        while (await _timer.WaitForNextTickAsync())
            await SaveAsync();
    }
}
