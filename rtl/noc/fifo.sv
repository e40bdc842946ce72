//===- fifo.sv - valid/ready queue -----------------------------------------===//
//
// `in_ready` and `out_valid` are functions of registers alone, so that a chain of queues has no combinational loop,
// and an offered word stays as it is until it is taken.
//
//===----------------------------------------------------------------------===//

module fifo #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2
) (
    input  logic             clk,
    input  logic             rst,
    input  logic             in_valid,
    output logic             in_ready,
    input  logic [WIDTH-1:0] in_data,
    output logic             out_valid,
    input  logic             out_ready,
    output logic [WIDTH-1:0] out_data
);

  localparam int IndexBits = DEPTH > 1 ? $clog2(DEPTH) : 1;
  // The index behind the last is the first by itself.
  localparam bit Wraps = DEPTH > 1 && (DEPTH & (DEPTH - 1)) == 0;

  logic [WIDTH-1:0] entries[0:DEPTH-1];
  // Head and tail are equal where it is empty or full.
  logic [IndexBits-1:0] head, tail, next_head, next_tail;
  logic full, push, pop;

  assign in_ready = !full;
  assign out_data = entries[head];
  assign push = in_valid && in_ready;
  assign pop = out_valid && out_ready;
  assign next_head = !Wraps && head == IndexBits'(DEPTH - 1) ? 0 : head + 1;
  assign next_tail = !Wraps && tail == IndexBits'(DEPTH - 1) ? 0 : tail + 1;

  always_ff @(posedge clk)
    if (rst) begin
      head <= 0;
      tail <= 0;
      out_valid <= 1'b0;
      full <= 1'b0;
    end else if (push || pop) begin
      if (push) tail <= next_tail;
      if (pop) head <= next_head;
      out_valid <= push || next_head != tail;
      full <= !pop && next_tail == head;
    end

  always_ff @(posedge clk) if (push) entries[tail] <= in_data;

  always_ff @(posedge clk) if (!rst) assert ((head == tail) == (DEPTH == 1 || full || !out_valid) && !(full && !out_valid));

endmodule
