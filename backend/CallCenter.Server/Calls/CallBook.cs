using System.Collections.Concurrent;

namespace CallCenter.Server.Calls;

/// <summary>The calls the consoles show: from arrival to the end of wrap-up. Memory only; refilled from channels and journal after a restart.</summary>
internal sealed class CallBook
{
    private readonly ConcurrentDictionary<string, CallEntry> _entries = new();

    /// <summary>An entry changed: whoever shows it draws anew. Handlers only enqueue.</summary>
    public event Action<CallEntry>? Changed;

    public CallEntry? Find(string callId) => _entries.GetValueOrDefault(callId);

    public CallEntry Open(string callId, Func<CallEntry> create) => _entries.GetOrAdd(callId, _ => create());

    /// <summary>Replaces the entry; nothing happens when the call is not in the book any more.</summary>
    public void Change(string callId, Func<CallEntry, CallEntry> change)
    {
        while (_entries.TryGetValue(callId, out var old))
        {
            var changed = change(old);
            if (_entries.TryUpdate(callId, changed, old))
            {
                Changed?.Invoke(changed);
                return;
            }
        }
    }

    /// <summary>This agent's calls whose talk is over and whose work is not.</summary>
    public IEnumerable<CallEntry> WrapUpsOf(string agent) => _entries.Values.Where(e => e.Agent == agent && e.Stage == Contracts.CallStage.WrapUp);

    /// <summary>Closes this agent's calls that are over.</summary>
    public void CloseFinished(string agent, Func<string, bool> isUp)
    {
        foreach (var entry in _entries.Values.Where(e => e.Agent == agent && !isUp(e.CallId)))
        {
            Close(entry.CallId);
        }
    }

    public void Close(string callId)
    {
        if (_entries.TryRemove(callId, out var entry))
        {
            Changed?.Invoke(entry);
        }
    }
}
