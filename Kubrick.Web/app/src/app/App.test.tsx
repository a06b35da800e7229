import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { withFakeBackend } from '../testing/withFakeBackend';
import { App } from './App';
import { addressOf, tabOf } from './tabs';

const backend = withFakeBackend();
beforeEach(() => {
  localStorage.clear();
  window.history.replaceState(null, '', '/record?recorderName=Ada&project=X');
});

describe('the app', () => {
  it('opens the recorder with the details in the address', () => {
    render(<App />);
    expect(screen.getByLabelText('Your name')).toHaveProperty('value', 'Ada');
    expect(screen.getByLabelText('project')).toHaveProperty('value', 'X');
    expect(screen.getByRole('combobox', { name: 'Quality' })).toHaveProperty('value', '720p');
    expect(localStorage.getItem('kubrick.recorderName')).toBe('Ada');
  });

  it('remembers the name from the last visit', () => {
    localStorage.setItem('kubrick.recorderName', 'Grace');
    window.history.replaceState(null, '', '/');
    render(<App />);
    expect(screen.getByLabelText('Your name')).toHaveProperty('value', 'Grace');
  });

  it('changes the address with the tab, and keeps the query', async () => {
    render(<App />);
    await userEvent.click(screen.getByRole('tab', { name: 'Library' }));
    expect(window.location.pathname + window.location.search).toBe('/library?recorderName=Ada&project=X');
    expect(await screen.findByText('No recordings yet.')).toBeTruthy();

    window.history.back();
    await waitFor(() => expect(screen.getByRole('tab', { name: 'Record' }).getAttribute('aria-selected')).toBe('true'));
  });

  it('moves between the tabs with arrow keys', async () => {
    render(<App />);
    screen.getByRole('tab', { name: 'Record' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Library' }));
    expect(screen.getByRole('tab', { name: 'Library' }).getAttribute('aria-selected')).toBe('true');
  });

  it('explains that it cannot record without media devices', async () => {
    render(<App />);
    await userEvent.click(screen.getByRole('button', { name: 'Start recording' }));
    expect((await screen.findByRole('alert')).textContent).toContain('This browser cannot record here');
  });

  it('shows the session info', async () => {
    render(<App />);
    await userEvent.click(screen.getByRole('button', { name: 'Session info' }));
    expect(await screen.findByText('203.0.113.7')).toBeTruthy();
    expect(screen.getByRole('dialog', { name: 'Session info' }).textContent).not.toMatch(/live/i);
  });
});

describe('live streaming', () => {
  it('is invisible when it is off', async () => {
    backend.add({ title: 'Old stream', recorderName: 'Ada', playbackFormat: 'hls', status: 'ready' });
    window.history.replaceState(null, '', '/streams');
    render(<App />);
    await waitFor(() => expect(backend.count('GET', /features/)).toBe(1));
    expect(screen.queryByRole('tab', { name: 'Streams' })).toBeNull();
    expect(screen.queryByRole('switch')).toBeNull();
    expect(screen.getByRole('tab', { name: 'Record' }).getAttribute('aria-selected')).toBe('true');

    await userEvent.click(screen.getByRole('tab', { name: 'Library' }));
    await screen.findByRole('article', { name: 'Old stream' });
    expect(document.body.textContent).not.toMatch(/live/i);
    expect(backend.count('GET', /api\/streams/)).toBe(0);
  });

  it('has a tab and a switch when it is on', async () => {
    backend.liveStreaming = true;
    render(<App />);
    const live = await screen.findByRole('switch', { name: 'Stream live' });
    expect(live).toHaveProperty('checked', false);
    await userEvent.click(live);
    expect(live.getAttribute('aria-checked')).toBe('true');

    screen.getByRole('tab', { name: 'Record' }).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(window.location.pathname).toBe('/streams');
    expect(await screen.findByText('No streams yet.')).toBeTruthy();

    await userEvent.click(screen.getByRole('button', { name: 'Session info' }));
    expect(screen.getByRole('dialog', { name: 'Session info' }).textContent).toContain('Live streamingOn');
  });

  it('requires the name before it starts', async () => {
    backend.liveStreaming = true;
    window.history.replaceState(null, '', '/record');
    render(<App />);
    await userEvent.click(await screen.findByRole('switch', { name: 'Stream live' }));
    await userEvent.click(screen.getByRole('button', { name: 'Start recording' }));
    expect(screen.getByText('Please enter your name before you go live.')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByLabelText('Your name'));
  });
});

describe('the tabs', () => {
  it.each([
    ['/', 'record'],
    ['/record', 'record'],
    ['/library', 'library'],
    ['/library/', 'library'],
    ['/libraryx', 'record'],
    ['/streams', 'streams'],
    ['/streams/x', 'streams'],
  ])('%s is %s', (path, tab) => expect(tabOf(path)).toBe(tab));

  it('keep the query', () => expect(addressOf('library', '?a=1')).toBe('/library?a=1'));
});
