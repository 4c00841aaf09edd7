using System.Text;
using CallCenter.Routing;
using CallCenter.Server.Routing;
using Microsoft.Extensions.Logging;

namespace CallCenter.Server.Tests.Routing;

public sealed class JournalTests(ITestOutputHelper output)
{
    private static CallHeld Fact(int n) => new($"c{n}");

    private static Journal Open(string home, CollectedLog log, Func<JournalOptions, JournalOptions>? options = null) =>
        Journal.Open((options ?? (o => o))(new JournalOptions { Directory = home, RetryAfter = TimeSpan.FromMilliseconds(20) }), 0, TimeProvider.System, log.For<Journal>());

    private static string NewHome() => Directory.CreateTempSubdirectory("callcenter-journal-").FullName;

    private static async Task WriteAsync(Journal journal, int from, int count)
    {
        for (var i = from; i < from + count; i++) journal.Append(1, Site.Morning.AddSeconds(i), Fact(i), [new Refused("x", new Why("unknown-call", new Dictionary<string, string> { ["what"] = "王秀英" }))]);
        await journal.WhenDurable(journal.LastSeq).WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static string TheSegment(string home) => Assert.Single(Directory.GetFiles(home, "*.journal"));

    [Fact]
    public async Task What_was_written_is_read_again_in_order()
    {
        var home = NewHome();
        await using (var journal = Open(home, new CollectedLog())) await WriteAsync(journal, 1, 100);
        await using var again = Open(home, new CollectedLog());
        var entries = new List<JournalEntry>();
        await foreach (var entry in again.ReadFromAsync(41)) entries.Add(entry);
        Assert.Equal(Enumerable.Range(41, 60).Select(n => (long)n), entries.Select(e => e.Seq));
        Assert.Equal((Fact(41), Site.Morning.AddSeconds(41), 1, "local"), (entries[0].Input, entries[0].At, entries[0].Epoch, entries[0].Site));
        Assert.Equal("王秀英", Assert.Single(entries[0].Decisions).Why.Arguments["what"]);
        Assert.Equal(100, again.LastSeq);
    }

    /// <summary>A Server that starts anew in the evening has the day's entries before its snapshot; callers wait for it.</summary>
    [Fact]
    public async Task A_long_journal_before_the_snapshot_is_walked_over_and_not_read()
    {
        const int Entries = 20_000;
        var home = NewHome();
        await using (var journal = Open(home, new CollectedLog())) await WriteAsync(journal, 1, Entries);
        // By the memory it takes to make entries, which no neighbour on the machine changes, not by time.
        var before = GC.GetAllocatedBytesForCurrentThread();
        await using var again = Open(home, new CollectedLog());
        Assert.Equal(10, again.Read(Entries - 9).Count());
        var walked = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Entries, again.Read(1).Count());
        var read = GC.GetAllocatedBytesForCurrentThread() - before - walked;
        output.WriteLine($"walked over with {walked >> 10} KB, all of it read with {read >> 10} KB");
        Assert.InRange((double)walked / read, 0, 0.5);
    }

    [Fact]
    public async Task A_torn_tail_is_cut_off_and_writing_goes_on()
    {
        var (home, log) = (NewHome(), new CollectedLog());
        await using (var journal = Open(home, log)) await WriteAsync(journal, 1, 10);
        await File.AppendAllTextAsync(TheSegment(home), "deadbeef {\"site\":\"" + new string('x', 2000) + '\n' + new string('x', 2000));
        await using (var journal = Open(home, log))
        {
            Assert.True(log.Has(LogLevel.Warning, "written only in part"));
            Assert.Equal(10, journal.LastSeq);
            await WriteAsync(journal, 11, 1);
        }

        await using var again = Open(home, log);
        Assert.Equal(11, again.Read(1).Count());
        Assert.False(log.Has(LogLevel.Error, "damaged"));
    }

    [Fact]
    public async Task A_damaged_line_in_the_middle_is_told_loudly_and_the_later_ones_are_kept()
    {
        var (home, log) = (NewHome(), new CollectedLog());
        await using (var journal = Open(home, log)) await WriteAsync(journal, 1, 10);
        var bytes = await File.ReadAllBytesAsync(TheSegment(home));
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        lines[4] = lines[4].Replace("c5", "c6", StringComparison.Ordinal);
        await File.WriteAllTextAsync(TheSegment(home), string.Join('\n', lines));

        await using var again = Open(home, log);
        Assert.Equal([1, 2, 3, 4, 6, 7, 8, 9, 10], again.Read(1).Select(e => e.Seq));
        Assert.True(log.Has(LogLevel.Error, "damaged"));
        Assert.Equal(10, again.LastSeq);
    }

    [Fact]
    public async Task Whatever_byte_the_machine_stopped_at_every_entry_confirmed_before_is_restored()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var home = NewHome();
        // Where the file was, at the moment an entry was confirmed.
        var confirmed = new List<(long Seq, long Length)>();
        await using (var journal = Open(home, new CollectedLog()))
        {
            for (var i = 1; i <= 60; i += 3)
            {
                await WriteAsync(journal, i, 3);
                confirmed.Add((journal.LastSeq, new FileInfo(TheSegment(home)).Length));
            }
        }

        var whole = await File.ReadAllBytesAsync(TheSegment(home));
        for (var trial = 0; trial < 200; trial++)
        {
            var length = random.Next(whole.Length + 1);
            var copy = NewHome();
            await File.WriteAllBytesAsync(Path.Combine(copy, Path.GetFileName(TheSegment(home))), whole[..length]);
            await using var journal = Open(copy, new CollectedLog());
            var promised = confirmed.LastOrDefault(c => c.Length <= length).Seq;
            var seqs = journal.Read(1).Select(e => e.Seq).ToArray();
            Assert.True(seqs.Length >= promised && seqs.SequenceEqual(Enumerable.Range(1, seqs.Length).Select(n => (long)n)), $"seed {seed}: cut at {length}: {seqs.Length} of {promised}");
            await WriteAsync(journal, seqs.Length + 1, 2);
            Assert.Equal(seqs.Length + 2, journal.Read(1).Count());
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task Segments_change_by_size_and_by_day_and_read_as_one()
    {
        var home = NewHome();
        await using (var journal = Open(home, new CollectedLog(), o => new JournalOptions { Directory = o.Directory, SegmentBytes = 2000 }))
        {
            for (var i = 0; i < 20; i++) await WriteAsync(journal, (i * 10) + 1, 10);
            journal.Append(1, Site.Morning.AddDays(1), Fact(201), []);
            await journal.WhenDurable(201).WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal([201], journal.ReadSince(DateOnly.FromDateTime(Site.Morning.UtcDateTime).AddDays(1)).Select(e => e.Seq));
        }

        Assert.InRange(Directory.GetFiles(home, "*.journal").Length, 10, 25);
        await using var again = Open(home, new CollectedLog());
        Assert.Equal(Enumerable.Range(1, 201).Select(n => (long)n), again.Read(1).Select(e => e.Seq));
        Assert.Equal(Enumerable.Range(77, 125).Select(n => (long)n), again.Read(77).Select(e => e.Seq));
    }

    [Fact]
    public async Task A_full_disk_keeps_entries_in_memory_and_writes_them_when_there_is_room()
    {
        var (home, log, full) = (NewHome(), new CollectedLog(), false);
        await using var journal = Open(home, log, o => new JournalOptions
        {
            Directory = o.Directory, RetryAfter = o.RetryAfter,
            Write = (handle, bytes, offset) =>
            {
                if (Volatile.Read(ref full))
                {
                    // As a real disk: part of it fits.
                    RandomAccess.Write(handle, bytes[..(bytes.Length / 2)], offset);
                    throw new IOException("No space left on device");
                }

                RandomAccess.Write(handle, bytes, offset);
            },
        });
        await WriteAsync(journal, 1, 5);
        Volatile.Write(ref full, true);
        for (var i = 6; i <= 10; i++) journal.Append(1, Site.Morning, Fact(i), []);
        await Until(() => log.Has(LogLevel.Critical, "No space left on device"));
        Assert.Equal(5, journal.DurableSeq);
        Assert.Equal(5, journal.Read(1).Count());

        Volatile.Write(ref full, false);
        await journal.WhenDurable(10).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), journal.Read(1).Select(e => e.Seq));
        await Until(() => log.Has(LogLevel.Warning, "written again"));
    }

    [Fact]
    public async Task A_failed_fsync_is_not_believed_and_everything_since_is_written_again()
    {
        var (home, log, broken) = (NewHome(), new CollectedLog(), true);
        await using var journal = Open(home, log, o => new JournalOptions
        {
            Directory = o.Directory, RetryAfter = o.RetryAfter,
            Flush = handle =>
            {
                if (Volatile.Read(ref broken)) throw new IOException("Input/output error");
                RandomAccess.FlushToDisk(handle);
            },
        });
        for (var i = 1; i <= 5; i++) journal.Append(1, Site.Morning, Fact(i), []);
        await Until(() => log.Has(LogLevel.Critical, "Input/output error"));
        Assert.False(journal.WhenDurable(1).IsCompleted);

        Volatile.Write(ref broken, false);
        await journal.WhenDurable(5).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([1, 2, 3, 4, 5], journal.Read(1).Select(e => e.Seq));
    }

    [Fact]
    public async Task When_memory_for_refused_entries_runs_out_the_gap_is_told_and_waiting_for_them_fails()
    {
        var (home, log, full) = (NewHome(), new CollectedLog(), true);
        await using var journal = Open(home, log, o => new JournalOptions
        {
            Directory = o.Directory, RetryAfter = o.RetryAfter, MostKept = 3,
            Write = (handle, bytes, offset) =>
            {
                if (Volatile.Read(ref full)) throw new IOException("No space left on device");
                RandomAccess.Write(handle, bytes, offset);
            },
        });
        for (var i = 1; i <= 5; i++) journal.Append(1, Site.Morning, Fact(i), []);
        await Assert.ThrowsAsync<IOException>(() => journal.WhenDurable(5).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(log.Has(LogLevel.Critical, "gave up"));
        Assert.True(journal.TakeGap());
        Volatile.Write(ref full, false);
        await journal.WhenDurable(3).WaitAsync(TimeSpan.FromSeconds(10));
        journal.Append(1, Site.Morning, Fact(6), []);
        await journal.WhenDurable(6).WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<IOException>(() => journal.WhenDurable(4));
        Assert.Equal([1, 2, 3, 6], journal.Read(1).Select(e => e.Seq));
    }

    [Fact]
    public async Task A_follower_gets_the_past_and_then_everything_that_becomes_durable()
    {
        await using var journal = Open(NewHome(), new CollectedLog(), o => new JournalOptions { Directory = o.Directory, SegmentBytes = 3000 });
        await WriteAsync(journal, 1, 10);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var writing = Task.Run(async () =>
        {
            for (var i = 11; i <= 300; i += 10) await WriteAsync(journal, i, 10);
        });
        var got = new List<long>();
        await foreach (var entry in journal.FollowAsync(4, end.Token))
        {
            Assert.True(entry.Seq <= journal.DurableSeq);
            got.Add(entry.Seq);
            if (entry.Seq == 300) break;
        }

        await writing;
        Assert.Equal(Enumerable.Range(4, 297).Select(n => (long)n), got);
    }

    internal static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition()) await Task.Delay(5, deadline.Token);
    }
}
