using System.Data.Common;
using CallCenter.Data;
using CallCenter.Data.Messages;
using CallCenter.Server.Messages;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallCenter.Server.Tests.Messages;

/// <summary>The outbox with a real database and a real HTTP gateway client, without the rest of the Server.</summary>
internal sealed class OutboxBench : DbCommandInterceptor, IDbContextFactory<CenterDb>, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("callcenter-messages-").FullName;
    private readonly DbContextOptions<CenterDb> _options;
    private readonly HttpGateway _gateway;
    private readonly Guid _template = Guid.CreateVersion7();
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public OutboxBench(MessageOptions options, TimeProvider? time = null)
    {
        (Options, Time) = (options, time ?? TimeProvider.System);
        var db = new DbContextOptionsBuilder<CenterDb>();
        db.UseCenterSqlite(Path.Combine(_folder, "test.db")).AddInterceptors(this);
        _options = db.Options;
        _gateway = new HttpGateway(options, Time, NullLogger<HttpGateway>.Instance);
        using var first = CreateDbContext();
        first.Database.Migrate();
        first.Add(new MessageTemplate { Id = _template, Name = "t", Version = 1, TextZh = "t", TextEn = "t", State = TemplateState.Approved, WrittenBy = "a", ApprovedBy = "b" });
        first.SaveChanges();
    }

    public MessageOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>Whether the database fails now.</summary>
    public Func<bool> DatabaseFails { get; set; } = () => false;

    public MessageOutbox Outbox { get; private set; } = null!;

    public static MessageOptions Settings(Uri gateway, int timeout = 10_000) => new()
    {
        Kind = GatewayKind.Http, Url = gateway, Key = FakeGateway.Key, Timeout = TimeSpan.FromMilliseconds(timeout), PerMinute = 1000, PerDay = 1000, RetryFrom = TimeSpan.FromMilliseconds(10),
        RetryTo = TimeSpan.FromMilliseconds(80), Look = TimeSpan.FromMilliseconds(20),
    };

    public CenterDb CreateDbContext() => new(_options);

    public void Start()
    {
        _stop = new CancellationTokenSource();
        Outbox = new MessageOutbox(this, _gateway, new SendWindow(Options, Time), Options, Time, NullLogger<MessageOutbox>.Instance);
        _running = Task.Run(() => Outbox.RunAsync(_stop.Token));
    }

    /// <summary>Whatever is under way ends where it stands, as in a process that dies.</summary>
    public async Task DieAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    public async Task<Guid> QueueAsync(string to, string text = "t", bool urgent = false, TimeSpan? expires = null)
    {
        var now = Time.GetUtcNow();
        var id = Guid.CreateVersion7();
        await using var db = CreateDbContext();
        db.Add(new Message
        {
            Id = id, To = to, TemplateId = _template, Language = "zh", Arguments = "{}", Text = text, Segments = 1, Urgent = urgent, NextAttemptAt = now, Sender = "agent01", QueuedAt = now,
            ExpiresAt = now + (expires ?? TimeSpan.FromHours(24)),
        });
        await db.SaveChangesAsync();
        return id;
    }

    public async Task<Message> MessageAsync(Guid id)
    {
        await using var db = CreateDbContext();
        return await db.Messages.AsNoTracking().SingleAsync(m => m.Id == id);
    }

    public async Task ReceiptAsync(string reference, MessageState state, string name)
    {
        await using var db = CreateDbContext();
        var now = Time.GetUtcNow();
        db.Add(new MessageReceipt { Id = Guid.CreateVersion7(), Event = name, Reference = reference, State = state, At = now, ReceivedAt = now, Raw = [] });
        await db.SaveChangesAsync();
        Outbox.Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await DieAsync();
        _gateway.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken ct = default) =>
        DatabaseFails() ? throw new SqliteException("the disk is away", 10) : ValueTask.FromResult(result);
}
