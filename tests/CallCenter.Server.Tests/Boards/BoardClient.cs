using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallCenter.Contracts;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Boards;

/// <summary>A page that shows a board, without the page.</summary>
internal sealed class BoardClient<T> : IAsyncDisposable
{
    private readonly List<T> _shown = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HubConnection _hub;

    private BoardClient(HubConnection hub) => _hub = hub;

    /// <summary>Done when the Server has ended the line.</summary>
    public Task Closed => _closed.Task;

    public HttpClient Session { get; private init; } = null!;

    public IReadOnlyList<T> Shown
    {
        get { lock (_shown) return [.. _shown]; }
    }

    public T Last
    {
        get { lock (_shown) return _shown[^1]; }
    }

    /// <param name="draw">How long the page takes to draw.</param>
    public static async Task<BoardClient<T>> OpenAsync(ServerHost host, string user, string hub, Func<Task>? draw = null)
    {
        using var browser = host.Browser(cookies: false);
        using var answer = await browser.PostAsJsonAsync("/api/session", new SignIn(user, ServerHost.Password, null));
        answer.EnsureSuccessStatusCode();
        var cookie = string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(set => set.Split(';')[0]));
        var connection = new HubConnectionBuilder()
            .WithUrl("http://localhost" + hub, options =>
            {
                options.HttpMessageHandlerFactory = _ => host.Wire();
                options.Transports = HttpTransportType.LongPolling;
                options.Headers["Cookie"] = cookie;
            })
            .AddJsonProtocol(json => json.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)))
            .Build();
        var session = host.Browser(cookies: false);
        session.DefaultRequestHeaders.Add("Cookie", cookie);
        session.DefaultRequestHeaders.Add("X-CallCenter", "1");
        var client = new BoardClient<T>(connection) { Session = session };
        connection.On<T, bool>(nameof(IBoardPage.Show), async board =>
        {
            lock (client._shown) client._shown.Add(board);
            if (draw is not null) await draw();
            return true;
        });
        connection.Closed += _ =>
        {
            client._closed.TrySetResult();
            return Task.CompletedTask;
        };
        await connection.StartAsync();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await _hub.DisposeAsync();
    }
}
