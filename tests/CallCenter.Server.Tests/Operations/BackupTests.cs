using CallCenter.Testing;
using Microsoft.Data.Sqlite;

namespace CallCenter.Server.Tests.Operations;

/// <summary>The commands <c>backup</c> and <c>restore</c> on homes that are whole, damaged, newer, or too large for the disk. With calls up they are tried end to end.</summary>
public sealed class BackupTests : BackupHome
{
    [Fact]
    public async Task A_snapshot_brings_everything_back_keys_included()
    {
        var snapshot = await BackUpAsync();
        Directory.Delete(Path.GetDirectoryName(KeyFile)!, recursive: true);
        await ExpectAsync(0, "is as it was at", "restore", snapshot, Restored);
        Assert.Equal("sealed audio", File.ReadAllText(Path.Combine(Restored, Recording)));
        Assert.Equal("1 head", File.ReadAllText(Path.Combine(Restored, "audit.head")));
        Assert.Equal("the ring", File.ReadAllText(KeyFile));
        Assert.Equal("paper", Row(Path.Combine(Restored, "callcenter.db")));
        Assert.False(File.Exists(Path.Combine(Restored, "server.pid")));
    }

    [Fact]
    public async Task The_desk_phones_and_events_of_Asterisk_and_what_waits_to_be_sealed_come_back()
    {
        foreach (var file in (string[])["asterisk/lib/astdb.sqlite3", "asterisk/log/master.db"]) MakeDatabase(Path.Combine(Home, file), file);
        File.WriteAllText(Path.Combine(Home, "recordings/raw/call-2.wav"), "raw audio");
        var snapshot = await BackUpAsync();
        try
        {
            await ExpectAsync(0, "is as it was at", "restore", snapshot, Restored);
            foreach (var file in (string[])["asterisk/lib/astdb.sqlite3", "asterisk/log/master.db"]) Assert.Equal(file, Row(Path.Combine(Restored, file)));
            Assert.Equal("raw audio", File.ReadAllText(Path.Combine(Restored, "recordings/raw/call-2.wav")));
        }
        finally
        {
            await Script.RunAsync("telephony/asterisk/stop", "--delete", Restored);
        }
    }

    [Fact]
    public async Task What_lies_outside_a_home_is_put_aside_with_it_and_deleted_only_with_its_own()
    {
        File.WriteAllText(Path.Combine(Home, "recordings/raw/call-2.wav"), "raw audio");
        var snapshot = await BackUpAsync();
        var (aside, byHand) = ("", Path.Combine(Folder, "by-hand"));
        try
        {
            await ExpectAsync(0, "is as it was at", "restore", snapshot, Restored);
            var raw = Path.Combine(Restored, "recordings/raw");
            // User asterisk cannot enter the tests' folder.
            Assert.NotNull(new DirectoryInfo(raw).LinkTarget);
            File.WriteAllText(Path.Combine(raw, "call-3.wav"), "recorded since");
            await ExpectAsync(0, "is as it was at", "restore", "--replace", snapshot, Restored);
            Assert.False(File.Exists(Path.Combine(raw, "call-3.wav")));
            aside = Assert.Single(Directory.EnumerateDirectories(Folder, "restored.before-*"));
            Assert.Equal("recorded since", File.ReadAllText(Path.Combine(aside, "recordings/raw/call-3.wav")));

            // Renamed without the command: the link still leads to what the restored home has.
            Directory.CreateDirectory(Path.Combine(byHand, "recordings"));
            File.CreateSymbolicLink(Path.Combine(byHand, "recordings/raw"), new DirectoryInfo(raw).LinkTarget!);
            await Script.RunAsync("telephony/asterisk/stop", "--delete", byHand);
            Assert.Equal("raw audio", File.ReadAllText(Path.Combine(raw, "call-2.wav")));
            Assert.False(Directory.Exists(byHand));
        }
        finally
        {
            foreach (var home in (string[])[Restored, aside]) if (home.Length > 0) await Script.RunAsync("telephony/asterisk/stop", "--delete", home);
        }
    }

    [Fact]
    public async Task What_an_earlier_snapshot_has_is_linked_and_an_interrupted_one_is_swept()
    {
        var first = await BackUpAsync();
        Directory.CreateDirectory(Path.Combine(Target, ".part", "recordings"));
        File.WriteAllText(Path.Combine(Target, ".part", "recordings", "half"), "ha");
        var second = await BackUpAsync();
        Assert.NotEqual(first, second);
        Assert.False(Directory.Exists(Path.Combine(Target, ".part")));
        var (_, inodes) = await Script.TryAsync("/usr/bin/stat", Settings, "-c", "%i", Path.Combine(first, Recording), Path.Combine(second, Recording));
        Assert.Single(inodes.Trim().Split('\n').Distinct());
    }

    [Theory]
    [InlineData("half written", "no whole snapshot")]
    [InlineData("database cut short", "is damaged")]
    [InlineData("journal altered", "is damaged")]
    [InlineData("keys missing", "is damaged")]
    [InlineData("recording cut short", "is damaged")]
    [InlineData("recording missing", "is damaged")]
    public async Task A_damaged_snapshot_is_refused_and_the_home_stays_as_it_was(string damage, string sentence)
    {
        var snapshot = await BackUpAsync();
        string In(string name) => Path.Combine(snapshot, name);
        switch (damage)
        {
            case "half written": File.Delete(In("SHA256SUMS")); break;
            case "database cut short": Cut(In("callcenter.db")); break;
            case "journal altered": File.WriteAllText(In("home/journal/1.jsonl"), "{\"altered\":1}\n"); break;
            case "keys missing": File.Delete(In("key-file")); break;
            case "recording cut short": Cut(In(Recording)); break;
            default: File.Delete(In(Recording)); break;
        }
        var before = Listing(Home);
        await ExpectAsync(1, sentence, "restore", "--replace", snapshot, Home);
        Assert.Equal(before, Listing(Home));
        Assert.Equal(["home", "keys", "target"], Directory.EnumerateDirectories(Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_snapshot_of_a_newer_version_is_refused_with_what_to_do()
    {
        MakeHome("29990101000000_NextVersion");
        var snapshot = await BackUpAsync();
        var before = Listing(Home);
        await ExpectAsync(1, "comes from a newer version", "restore", "--replace", snapshot, Home);
        await ExpectAsync(1, "schema 29990101000000_NextVersion), which this one cannot read: check that version out first", "restore", snapshot, Restored);
        Assert.Equal(before, Listing(Home));
        Assert.False(Directory.Exists(Restored));
    }

    [Fact]
    public async Task A_full_disk_leaves_no_half_snapshot_and_the_ones_before_as_they_were()
    {
        var first = await BackUpAsync();
        File.WriteAllBytes(Path.Combine(Home, "recordings/2026-11-24/large.ogg.enc"), new byte[4 << 20]);
        // A disk of its own, gone with the command.
        var (code, said) = await Script.TryAsync("/usr/bin/unshare", Settings, "-m", "bash", "-c",
            $"mkdir -p '{Folder}/small' && mount -t tmpfs -o size=2m tmpfs '{Folder}/small' && cp -a '{first}' '{Folder}/small/' && before=$(find '{Folder}/small' | sort | sha256sum)"
            + $" && ! '{AsteriskServer.Checkout}/backend/operations/backup' '{Home}' '{Folder}/small' && rm -f '{Folder}/small/.lock' && [ \"$(find '{Folder}/small' | sort | sha256sum)\" = \"$before\" ]");
        Assert.True(code == 0, said);
        Assert.Contains("The backup failed: the recordings could not be copied. Nothing of it was kept; the snapshots before are untouched.", said);
    }

    [Fact]
    public async Task A_home_with_something_in_it_is_put_aside_only_when_asked()
    {
        var snapshot = await BackUpAsync();
        File.WriteAllText(Path.Combine(Home, "since"), "entered since");
        await ExpectAsync(1, "is not empty", "restore", snapshot, Home);
        await ExpectAsync(0, "is as it was at", "restore", "--replace", snapshot, Home);
        Assert.False(File.Exists(Path.Combine(Home, "since")));
        Assert.True(File.Exists(Path.Combine(Assert.Single(Directory.EnumerateDirectories(Folder, "home.before-*")), "since")));
    }

    [Fact]
    public async Task Only_the_oldest_snapshots_go_whatever_the_target_is_called()
    {
        var target = Path.Combine(Folder, "on duty's disk");
        for (var day = 1; day <= 16; day++) Directory.CreateDirectory(Path.Combine(target, $"202601{day:00}T023000Z", "recordings"));
        foreach (var other in (string[])["on", "duty's"]) Directory.CreateDirectory(Path.Combine(Folder, other));
        await ExpectAsync(0, "recordings", "backup", Home, target);
        var kept = Directory.EnumerateDirectories(target, "2*Z").Select(Path.GetFileName).Order().ToList();
        Assert.Equal(14, kept.Count);
        Assert.Equal("20260104T023000Z", kept[0]);
        Assert.True(File.Exists(Path.Combine(target, kept[^1]!, "callcenter.db")));
        Assert.True(Directory.Exists(Path.Combine(Folder, "on")));
    }

    [Fact]
    public async Task The_settings_of_the_site_are_taken_from_the_units_when_nobody_gives_them()
    {
        Settings.Remove("CALLCENTER_DATABASE");
        Settings.Remove("CALLCENTER_DATABASE_FILE");
        var settings = Path.Combine(Folder, "callcenter.env");
        Settings["CALLCENTER_ENV_FILE"] = settings;
        File.WriteAllText(settings, $"# site\nCALLCENTER_HOME={Home}\nCALLCENTER_DATABASE=\"postgres:Host={Folder};Database=center\"\n");
        await ExpectAsync(1, "pg_dump ended with an error", "backup", Home, Target);
        // Of another home: they say nothing about this one.
        File.WriteAllText(settings, $"CALLCENTER_HOME={Home}2\nCALLCENTER_DATABASE=\"postgres:Host={Folder};Database=center\"\n");
        await ExpectAsync(0, "recordings", "backup", Home, Target);
    }

    [Fact]
    public async Task The_file_of_a_site_that_moved_to_PostgreSQL_is_not_taken_for_its_database()
    {
        File.WriteAllText(Path.Combine(Home, "database"), "postgres\n");
        await ExpectAsync(1, "works with a postgres database, and CALLCENTER_DATABASE does not say which", "backup", Home, Target);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_database_that_others_save_is_left_to_them_only_when_the_site_says_so()
    {
        Settings["CALLCENTER_DATABASE"] = "sqlserver:Server=nowhere;Database=center";
        await ExpectAsync(1, "set CALLCENTER_DATABASE_BACKUP=elsewhere", "backup", Home, Target);
        Settings["CALLCENTER_DATABASE_BACKUP"] = "elsewhere";
        await ExpectAsync(0, "without the database", "backup", Home, Target);
        var snapshot = Directory.EnumerateDirectories(Target, "2*Z").Single();
        Assert.False(File.Exists(Path.Combine(snapshot, "callcenter.db")));
        await ExpectAsync(0, "The database is not in this snapshot", "restore", snapshot, Restored);
        Assert.Equal("sealed audio", File.ReadAllText(Path.Combine(Restored, Recording)));

        Settings["CALLCENTER_DATABASE"] = "";
        await ExpectAsync(1, "nobody else saves it", "backup", Home, Target);
        await ExpectAsync(1, "have it brought back", "restore", snapshot, Path.Combine(Folder, "other"));
    }

    [Fact]
    public Task A_target_inside_the_home_is_refused() => ExpectAsync(1, "is lost together with it", "backup", Home, Path.Combine(Home, "backups"));

    private static void MakeDatabase(string file, string row)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "CREATE TABLE \"Things\" (\"Name\" TEXT); INSERT INTO \"Things\" VALUES ($row)";
        command.Parameters.AddWithValue("$row", row);
        command.ExecuteNonQuery();
    }

    private static string Row(string file)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "SELECT \"Name\" FROM \"Things\"";
        return (string)command.ExecuteScalar()!;
    }

    private static void Cut(string file)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.SetLength(stream.Length / 2);
    }

    private static string[] Listing(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file):O}")];
}
