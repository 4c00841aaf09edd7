using CallCenter.Contracts;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace CallCenter.Server.Boards;

/// <summary>The line to a supervisor's live board. The page only listens.</summary>
[Authorize(Policy = Policy.Supervisor)]
internal sealed class BoardHub(Viewers viewers, BoardView view, IHubContext<BoardHub, IBoardPage> pages) : Hub<IBoardPage>
{
    /// <summary>About ten pushes a second.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    public override Task OnConnectedAsync()
    {
        var page = pages.Clients.Client(Context.ConnectionId);
        viewers.Open(Context, Gap, () => page.Show(view.Now()));
        return base.OnConnectedAsync();
    }
}

/// <summary>The line to a wallboard.</summary>
[Authorize(Policy = Policy.Desk)]
internal sealed class WallHub(Viewers viewers, WallView view, IHubContext<WallHub, IWallPage> pages) : Hub<IWallPage>
{
    /// <summary>The figures of the day are summed up anew for each push.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(500);

    public override Task OnConnectedAsync()
    {
        var page = pages.Clients.Client(Context.ConnectionId);
        viewers.Open(Context, Gap, () => page.Show(view.Now()));
        return base.OnConnectedAsync();
    }
}
