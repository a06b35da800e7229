import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { Store } from '../../state/Store';
import { withFakeBackend } from '../../testing/withFakeBackend';
import { initialPlayerSnapshot, type Player, type PlayerSnapshot } from './Player';
import StreamPlayer from './StreamPlayer';

class FakePlayer extends Store<PlayerSnapshot> implements Player {
  readonly calls: string[] = [];

  constructor() {
    super(initialPlayerSnapshot);
  }

  show(changes: Partial<PlayerSnapshot>): void {
    act(() => this.change(changes));
  }

  goLive = () => void this.calls.push('goLive');
  restart = () => void this.calls.push('restart');
  destroy = () => void this.calls.push('destroy');
}

const backend = withFakeBackend();
beforeEach(() => void (backend.liveStreaming = true));

function show() {
  const player = new FakePlayer();
  const { unmount } = render(<StreamPlayer recordingId="s1" url="/m.m3u8" title="A talk" open={open} />);
  function open() {
    return player;
  }
  return { player, unmount, video: screen.getByLabelText('A talk') };
}

describe('the stream player', () => {
  it('shows latency and viewers, and registers this viewer only while live', async () => {
    const { viewers } = backend.streams.add('s1');
    viewers.add('somebody');
    const { player, video, unmount } = show();
    expect(viewers.size).toBe(1);
    player.show({ phase: 'playing', isLive: true, latencyMs: 940 });
    expect((await screen.findByRole('group', { name: 'Viewers' })).textContent).toBe('2 watching');
    expect(screen.getByText('0.9 s behind', { exact: false })).toBeTruthy();
    expect(video.dataset).toMatchObject({ state: 'playing', live: 'true', latencyMs: '940' });
    expect(screen.queryByRole('button', { name: 'Go live' })).toBeNull();

    player.show({ isLive: false, latencyMs: null });
    await waitFor(() => expect([...viewers]).toEqual(['somebody']));
    expect(video.dataset.latencyMs).toBeUndefined();
    unmount();
    expect(player.calls).toEqual(['destroy']);
  });

  it('seeks to the edge', async () => {
    backend.streams.add('s1');
    const { player } = show();
    player.show({ phase: 'playing', isLive: true, isFollowing: false });
    await userEvent.click(screen.getByRole('button', { name: 'Go live' }));
    expect(player.calls).toEqual(['goLive']);
  });

  it('shows that a stream starts soon', () => {
    const { player } = show();
    player.show({ phase: 'starting' });
    expect(screen.getByRole('status').textContent).toBe('The stream starts soon…');
  });

  it('offers a retry after a failure, and the recording after the stream', async () => {
    const { player } = show();
    player.show({ phase: 'failed', problem: 'This stream no longer exists.' });
    expect(screen.getByRole('alert').textContent).toContain('This stream no longer exists.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    player.show({ phase: 'over', problem: null });
    await userEvent.click(screen.getByRole('button', { name: 'Watch from the start' }));
    expect(player.calls).toEqual(['restart', 'restart']);
    expect(backend.count('POST', /viewer/)).toBe(0);
  });
});
