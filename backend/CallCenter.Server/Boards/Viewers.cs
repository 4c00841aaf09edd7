using System.Collections.Concurrent;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.SignalR;

namespace CallCenter.Server.Boards;

/// <summary>
/// The pages that show a board. Each has a pump of its own: a change is shown at once, changes that come faster than the gap become one push, and the next
/// waits until the page has drawn. Whoever reports a change only sets a mark, so no page holds up another one, or routing.
/// </summary>
internal sealed class Viewers(EndedSessions ended, TimeProvider time, ILogger<Viewers> logger)
{
    /// <summary>A page that has not drawn by then is passed over; after some in a row it is cut off.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private const int Patience = 3;

    /// <summary>Pushed without a change: what has no event of its own (the link to Asterisk, midnight).</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Viewer> _open = new();

    public int Count => _open.Count;

    /// <summary>Something changed. Returns at once.</summary>
    public void Touch()
    {
        foreach (var (_, viewer) in _open) viewer.Touch();
    }

    /// <summary>A page has connected: it is shown the board now and after every change, until it goes.</summary>
    /// <param name="gap">Between two pushes, in the long run.</param>
    /// <param name="show">Draws the newest board on that page; true once it has.</param>
    public void Open(HubCallerContext page, TimeSpan gap, Func<Task<bool>> show)
    {
        var viewer = new Viewer(page, gap, show, time);
        _open[page.ConnectionId] = viewer;
        _ = PumpAsync(viewer);
    }

    private async Task PumpAsync(Viewer viewer)
    {
        var (page, user) = (viewer.Page, viewer.Page.User?.Identity?.Name ?? "");
        var gone = page.ConnectionAborted;
        try
        {
            for (var missed = 0; missed < Patience;)
            {
                await viewer.ChangedAsync(Heartbeat, gone);
                if (IsOver(page, user)) break;
                missed = await ShowAsync(viewer) ? 0 : missed + 1;
            }
            BoardsLog.CutOff(logger, user);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page was closed.
            return;
        }
        finally
        {
            _open.TryRemove(page.ConnectionId, out _);
            page.Abort();
        }
    }

    /// <summary>A socket outlives the session it was opened with; what is shown on it does not.</summary>
    private bool IsOver(HubCallerContext page, string user) =>
        SignedInUser.SessionId(page.User) is not { } session || ended.Contains(session) || ended.AllEnded(user, session);

    private async Task<bool> ShowAsync(Viewer viewer)
    {
        var gone = viewer.Page.ConnectionAborted;
        var pause = Task.Delay(viewer.Pause(), time, gone);
        var drawn = false;
        try
        {
            drawn = await viewer.Show().WaitAsync(Limit, time, gone);
        }
        catch (Exception fault) when (fault is TimeoutException or HubException or IOException or InvalidOperationException)
        {
            BoardsLog.NotDrawn(logger, viewer.Page.User?.Identity?.Name ?? "", fault.GetType().Name);
        }
        await pause;
        return drawn;
    }

    private sealed class Viewer(HubCallerContext page, TimeSpan gap, Func<Task<bool>> show, TimeProvider time)
    {
        /// <summary>Pushes that may follow each other at once after a quiet while: two things that happen together are both shown without delay.</summary>
        private const int Burst = 2;
        private readonly SemaphoreSlim _news = new(1);
        private int _due = 1;
        private long _pushed = time.GetTimestamp();
        private TimeSpan _ahead;

        public HubCallerContext Page => page;
        public Func<Task<bool>> Show => show;

        public void Touch()
        {
            if (Interlocked.Exchange(ref _due, 1) == 0) _news.Release();
        }

        /// <summary>Told of every push; how long after it the next may follow. Each costs a gap, and a few of them may be owed.</summary>
        public TimeSpan Pause()
        {
            var since = time.GetElapsedTime(_pushed);
            _pushed = time.GetTimestamp();
            _ahead = (_ahead > since ? _ahead - since : TimeSpan.Zero) + gap;
            return _ahead > Burst * gap ? _ahead - (Burst * gap) : TimeSpan.Zero;
        }

        /// <summary>The mark goes before the board is drawn: what changes from here on is shown with the next.</summary>
        public async Task ChangedAsync(TimeSpan atLatest, CancellationToken ct)
        {
            if (await _news.WaitAsync(atLatest, ct)) Interlocked.Exchange(ref _due, 0);
        }
    }
}
