using SegmentOperator.TestSupport;

namespace SegmentOperator.Manager.Clocks;

public sealed class SteadyClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly ManualTimeProvider _machine = new();
    private readonly SteadyClock _clock;
    private readonly DateTimeOffset _start;

    public SteadyClockTests() => (_clock, _start) = (new(_machine), _machine.GetUtcNow());

    [Fact]
    public void A_clock_that_nobody_sets_is_the_machines()
    {
        _machine.Advance(TimeSpan.FromDays(40));
        Assert.Equal(_machine.GetUtcNow(), _clock.GetUtcNow());
        Assert.Null(_clock.Problem());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    public void A_step_of_an_hour_moves_nothing_and_stops_everything_new_until_it_is_undone(int minutes)
    {
        _machine.SetWallClock(_start.AddMinutes(minutes));
        _machine.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(_start.AddMinutes(4), _clock.GetUtcNow());
        Assert.Equal("ClockStepped", _clock.Problem()!.Reason);
        _machine.SetWallClock(_start.AddMinutes(4));
        Assert.Null(_clock.Problem());
        _machine.Advance(Hour);
        Assert.Equal(_start.AddMinutes(64), _clock.GetUtcNow());
    }

    [Fact]
    public void A_step_back_is_never_followed()
    {
        _machine.SetWallClock(_start - Hour);
        for (var i = 0; i < 100; i++)
        {
            _machine.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(_start.AddMinutes(i + 1), _clock.GetUtcNow());
        }

        Assert.Equal(-Hour, _clock.Step);
    }

    [Fact]
    public void A_step_forward_that_stays_is_followed_after_its_trial_and_so_is_the_way_back()
    {
        _machine.SetWallClock(_start + Hour);
        Assert.Equal(_start, _clock.GetUtcNow());
        _machine.Advance(SteadyClock.Trial - TimeSpan.FromSeconds(1));
        Assert.Equal(_start + SteadyClock.Trial - TimeSpan.FromSeconds(1), _clock.GetUtcNow());
        _machine.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(_machine.GetUtcNow(), _clock.GetUtcNow());
        Assert.Null(_clock.Problem());

        // Back on the line that the monotonic clock vouches for.
        _machine.SetWallClock(_start + SteadyClock.Trial);
        Assert.Equal(_start + SteadyClock.Trial, _clock.GetUtcNow());
        Assert.Null(_clock.Problem());
    }

    [Fact]
    public void A_clock_that_jumps_about_is_followed_nowhere()
    {
        for (var i = 1; i < 20; i++)
        {
            _machine.SetWallClock(_machine.GetUtcNow() + Hour);
            _clock.GetUtcNow();
            _machine.Advance(SteadyClock.Trial - TimeSpan.FromSeconds(1));
            Assert.Equal(_start + (i * (SteadyClock.Trial - TimeSpan.FromSeconds(1))), _clock.GetUtcNow());
        }
    }

    [Fact]
    public void What_clocks_differ_by_anyway_is_no_step()
    {
        _machine.SetWallClock(_start.AddSeconds(4));
        Assert.Equal((_start, TimeSpan.Zero), (_clock.GetUtcNow(), _clock.Step));
    }

    [Fact]
    public void Small_steps_forward_do_not_add_up_to_a_clock_that_is_late()
    {
        for (var i = 0; i < 10; i++)
        {
            _machine.SetWallClock(_machine.GetUtcNow().AddSeconds(3));
            Assert.Null(_clock.Problem());
            _clock.GetUtcNow();
            _machine.Advance(SteadyClock.Trial);
            Assert.Equal(_machine.GetUtcNow(), _clock.GetUtcNow());
        }
    }
}
