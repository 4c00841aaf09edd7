namespace CallCenter.Console.Shared;

internal enum NoticeKind { Done, Problem }

internal sealed record Notice(long Id, NoticeKind Kind, string Text);

/// <summary>Short messages at the page's edge; they cover nothing that is worked with and go by themselves.</summary>
internal sealed class Notices(TimeProvider time)
{
    private readonly List<Notice> _shown = [];
    private long _last;

    public event Action? Changed;

    public IReadOnlyList<Notice> Shown => _shown;

    public void Done(string text) => Add(NoticeKind.Done, text, TimeSpan.FromSeconds(4));

    public void Problem(string text) => Add(NoticeKind.Problem, text, TimeSpan.FromSeconds(8));

    public void Remove(Notice notice)
    {
        if (_shown.Remove(notice))
            Changed?.Invoke();
    }

    private void Add(NoticeKind kind, string text, TimeSpan life)
    {
        _shown.RemoveAll(n => n.Text == text);
        var notice = new Notice(++_last, kind, text);
        _shown.Add(notice);
        if (_shown.Count > 4)
            _shown.RemoveAt(0);
        Changed?.Invoke();
        _ = LeaveAsync(notice, life);
    }

    private async Task LeaveAsync(Notice notice, TimeSpan life)
    {
        await Task.Delay(life, time);
        Remove(notice);
    }
}
