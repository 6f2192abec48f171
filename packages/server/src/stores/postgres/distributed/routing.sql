SELECT create_distributed_function(
  'clientele.commit_bucket(int2, json, json, json, json, bytea[])', 'in_bucket', colocate_with := 'clientele.customer');
