"""The peer for presence: MLPerf Tiny's Visual Wake Words model on pictures. In an environment of its own.

`VENV/bin/python models/vision/vww_peer.py MODEL.tflite ROWS.jsonl --pictures DIR --out FILE.jsonl` needs
ai-edge-litert, numpy and opencv; MODEL is vww_96_int8.tflite of mlcommons/tiny (Apache-2.0). A line of ROWS
has "path"; it writes {"path", "person": 0-1, "seconds"} a row. Pictures are squeezed to 96 x 96 RGB, 0-1, as
that benchmark's own data set was made.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path


def main() -> None:
    """See the module."""
    import cv2
    import numpy as np
    from ai_edge_litert.interpreter import Interpreter

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    net = Interpreter(str(args.model), num_threads=1)
    net.allocate_tensors()
    given, told = net.get_input_details()[0], net.get_output_details()[0]
    scale, zero = given["quantization"]
    out_scale, out_zero = told["quantization"]
    with args.out.open("w") as out:
        for line in args.rows.read_text().splitlines():
            path = json.loads(line)["path"]
            picture = cv2.imread(str(args.pictures / path))
            if picture is None:
                continue
            small = cv2.resize(picture, (96, 96), interpolation=cv2.INTER_AREA)[:, :, ::-1]
            values = np.clip(np.round(small.astype(np.float32) / 255.0 / scale) + zero, -128, 127)
            began = time.process_time()
            net.set_tensor(given["index"], values.astype(np.int8)[None])
            net.invoke()
            answer = net.get_tensor(told["index"])[0].astype(np.float32)
            seconds = time.process_time() - began
            person = float((answer[1] - out_zero) * out_scale)
            out.write(json.dumps({"path": path, "person": round(person, 4), "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
