import { useRef, useState } from 'react';
import { Notice } from '../../components/Notice';
import { useLeaveWarning } from '../../components/useLeaveWarning';
import { useSelected, useStore } from '../../state/useStore';
import { useFeatures } from '../flags/useFeatures';
import type { Quality } from '../recordings/api/recording';
import { Camera } from './camera/Camera';
import { useAutomaticCamera } from './camera/useAutomaticCamera';
import { DetailsForm } from './details/DetailsForm';
import type { InterviewDetails } from './details/InterviewDetails';
import { loadRecorderName, saveRecorderName } from './details/recorderName';
import { readInterviewParameters } from './details/urlParameters';
import { DeviceSettings } from './DeviceSettings';
import { LivePanel } from './finished/LivePanel';
import { UploadPanel } from './finished/UploadPanel';
import type { LivePublisher } from './live/LivePublisher';
import { LiveNotices } from './live/LiveStatus';
import { LiveSwitch } from './live/LiveSwitch';
import type { FinishedRecording } from './local/FinishedRecording';
import { defaultQuality, qualityPresets } from './recorder/qualityPresets';
import styles from './RecordPage.module.css';
import { Stage } from './Stage';
import { browserDependencies, Studio } from './Studio';
import { UnfinishedRecordings } from './UnfinishedRecordings';
import { FailedUpload } from './uploads/FailedUpload';
import type { RecordingUpload } from './uploads/RecordingUpload';
import { useUploads } from './uploads/UploadsContext';

interface RecordPageProps {
  visible: boolean;
  onOpenLibrary: () => void;
}

/** Camera check, recording and upload, in this order. */
export function RecordPage({ visible, onOpenLibrary }: RecordPageProps) {
  const [camera] = useState(() => new Camera());
  const uploads = useUploads();
  const [studio] = useState(() => new Studio({ ...browserDependencies, uploads }));
  const cameraState = useStore(camera);
  const studioState = useStore(studio);
  const [details, setDetails] = useState(initialDetails);
  const [quality, setQuality] = useState<Quality>(defaultQuality);
  const { liveStreaming } = useFeatures();
  const [wantsLive, setWantsLive] = useState(false);
  const [nameError, setNameError] = useState<string>();
  const name = useRef<HTMLInputElement>(null);
  const { phase, recording, problem, isInMemory, live, upload } = studioState;
  const isRecording = phase === 'recording' || phase === 'paused';
  // The server does not change a name, and the summary changes when it has got one.
  const isNameSent = useSelected(uploads, () => upload?.info.recordingId !== undefined);

  useLeaveWarning(isRecording || phase === 'finishing');

  // The camera is off after a recording, and while another tab of the app is open.
  useAutomaticCamera(camera, {
    mayOpen: visible && phase === 'ready',
    isNeeded: phase !== 'recorded' && (visible || isRecording || phase === 'starting'),
    preset: qualityPresets[quality],
  });

  function changeDetails(next: InterviewDetails) {
    setDetails(next);
    setNameError(undefined);
    if (next.recorderName !== details.recorderName) saveRecorderName(next.recorderName.trim());
    studio.updateDetails(next);
  }

  async function start() {
    const isLive = liveStreaming && wantsLive;
    // A live recording is created on the server when it starts, and the server requires a name.
    if (isLive && details.recorderName.trim() === '') {
      setNameError('Please enter your name before you go live.');
      name.current?.focus();
      return;
    }
    const stream = cameraState.stream ?? (await camera.open({ preset: qualityPresets[quality] }));
    if (!stream) return;
    requestPersistentStorage();
    await studio.start(stream, qualityPresets[quality], details, isLive);
  }

  if (phase === 'recorded' && recording) {
    return (
      <FinishedRecording
        key={recording.info.id}
        recording={recording}
        live={live}
        upload={upload}
        onAnother={() => {
          studio.reset();
          setDetails(({ metadata }) => ({ title: '', recorderName: loadRecorderName(), metadata }));
        }}
        onOpenLibrary={onOpenLibrary}
      />
    );
  }

  return (
    <div className={styles.page}>
      <h2 className="visually-hidden">Record an interview</h2>
      {phase === 'ready' && visible && <UnfinishedRecordings onOpen={unfinished => studio.open(unfinished, uploads.upload(unfinished))} />}
      {problem && <Notice tone="bad" title="Recording failed">{problem}</Notice>}
      {cameraState.problem && <Notice tone="bad" title={cameraState.problem.title}>{cameraState.problem.detail}</Notice>}
      {isInMemory && isRecording && (
        <Notice tone="warn" title="Keep this tab open">
          The browser’s storage is full or unavailable, so the recording is only in memory until it is uploaded.
        </Notice>
      )}
      {isRecording && live && <LiveNotices live={live} />}
      {isRecording && upload && <FailedUpload upload={upload} />}
      <div className={styles.columns}>
        <Stage camera={camera} cameraState={cameraState} studio={studio} studioState={studioState} quality={quality} onStart={() => void start()} />
        <aside className={styles.side} aria-label="Interview">
          <DetailsForm details={details} onChange={changeDetails} nameRef={name} nameError={nameError} isNameFixed={isRecording && (live !== null || isNameSent)} />
          {liveStreaming && <LiveSwitch isOn={isRecording ? live !== null : wantsLive} disabled={phase !== 'ready'} onChange={setWantsLive} />}
          <DeviceSettings camera={camera} state={cameraState} quality={quality} disabled={phase !== 'ready'} onQuality={setQuality} />
        </aside>
      </div>
    </div>
  );
}

interface FinishedRecordingProps {
  recording: FinishedRecording;
  live: LivePublisher | null;
  upload: RecordingUpload | null;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

// A stream is on the server already. If it is incomplete, the local copy can be uploaded like any other recording.
function FinishedRecording({ live, upload: initial, recording, ...rest }: FinishedRecordingProps) {
  const uploads = useUploads();
  const [upload, setUpload] = useState(initial);
  if (upload) return <UploadPanel recording={recording} upload={upload} {...rest} />;
  return live && <LivePanel recording={recording} live={live} onUpload={() => setUpload(uploads.upload(recording))} {...rest} />;
}

// Asks the browser not to evict this origin's storage. Recording does not depend on the answer.
function requestPersistentStorage(): void {
  if ('storage' in navigator && 'persist' in navigator.storage) void navigator.storage.persist().catch(() => false);
}

function initialDetails(): InterviewDetails {
  const { recorderName, metadata } = readInterviewParameters(window.location.search);
  if (recorderName) saveRecorderName(recorderName);
  return { title: '', recorderName: recorderName ?? loadRecorderName(), metadata };
}
