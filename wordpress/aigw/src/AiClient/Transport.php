<?php
/**
 * Sends, and sends again where that is safe.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Circuit;
use Aigw\Connection;
use Aigw\Gateway;
use Aigw\Patience;
use WordPress\AiClient\AiClient;
use WordPress\AiClient\Providers\Http\Contracts\HttpTransporterInterface;
use WordPress\AiClient\Providers\Http\DTO\Request;
use WordPress\AiClient\Providers\Http\DTO\RequestOptions;
use WordPress\AiClient\Providers\Http\DTO\Response;
use WordPress\AiClient\Providers\Http\Exception\NetworkException;

defined( 'ABSPATH' ) || exit;

/**
 * Core's transporter with one retry: by the same Idempotency-Key, so that the gateway asks the model once and bills once.
 */
final class Transport implements HttpTransporterInterface {

	/**
	 * What really sends.
	 *
	 * @var HttpTransporterInterface
	 */
	private $inner;

	/**
	 * Makes it.
	 *
	 * @param HttpTransporterInterface $inner What really sends.
	 */
	public function __construct( HttpTransporterInterface $inner ) {
		$this->inner = $inner;
	}

	/**
	 * Sends a request; once more after a broken connection or a short "not now", as long as all of it stays within the time-out.
	 *
	 * @param Request             $request The request.
	 * @param RequestOptions|null $options Options that go before its own.
	 * @return Response
	 * @throws NetworkException Where the gateway is not reached.
	 */
	public function send( Request $request, ?RequestOptions $options = null ): Response {
		$begun   = microtime( true );
		$own     = $request->getOptions();
		$limit   = null !== $options && null !== $options->getTimeout() ? $options->getTimeout() : ( null === $own ? null : $own->getTimeout() );
		$limit   = null === $limit ? 30.0 : $limit;
		$pause   = 0.2;
		$problem = null;
		try {
			$response = $this->ask( $request, $options );
			if ( 401 === $response->getStatusCode() ) {
				return $this->with_other_credential( $request, $response, $limit - ( microtime( true ) - $begun ) );
			}
			if ( ! in_array( $response->getStatusCode(), array( 409, 502, 503 ), true ) || ! $request->hasHeader( 'Idempotency-Key' ) ) {
				return $response;
			}
			$pause = max( 0.2, (float) $response->getHeaderAsString( 'retry-after' ) );
		} catch ( NetworkException $e ) {
			$problem = $e;
		}
		$left = $limit - ( microtime( true ) - $begun ) - $pause;
		if ( $pause > 2.0 || $left < $limit / 2 ) {
			if ( null !== $problem ) {
				throw $problem;
			}
			return $response;
		}
		usleep( (int) ( $pause * 1000000 ) );
		return $this->ask( self::within( $request, $left ) );
	}

	/**
	 * A request that may take so long and no longer.
	 *
	 * @param Request $request The request.
	 * @param float   $seconds Seconds.
	 * @return Request
	 */
	private static function within( Request $request, float $seconds ): Request {
		$own     = $request->getOptions();
		$options = null === $own ? new RequestOptions() : RequestOptions::fromArray( $own->toArray() );
		$options->setTimeout( $seconds );
		return $request->withOptions( $options );
	}

	/**
	 * Sends; what a page waits for is noted, so that the next one need not wait in vain.
	 *
	 * @param Request             $request The request.
	 * @param RequestOptions|null $options Options that go before its own.
	 * @return Response
	 * @throws NetworkException Where the gateway is not reached.
	 */
	private function ask( Request $request, ?RequestOptions $options = null ): Response {
		if ( ! Patience::on_page() ) {
			return $this->inner->send( $request, $options );
		}
		$began = microtime( true );
		$came  = Gateway::error( 'aigw_unreachable', '' );
		try {
			$response = $this->inner->send( $request, $options );
			$came     = array();
			return $response;
		} finally {
			Patience::waited( microtime( true ) - $began );
			Circuit::note( $came );
		}
	}

	/**
	 * During a rotation the credential before is good too: tries it, and remembers which one works.
	 *
	 * @param Request  $request  What was refused.
	 * @param Response $response The refusal.
	 * @param float    $left     Seconds that are left.
	 * @return Response
	 */
	private function with_other_credential( Request $request, Response $response, float $left ): Response {
		$used  = AiClient::defaultRegistry()->getProviderRequestAuthentication( Registration::ID );
		$other = $used instanceof Authentication ? Connection::current()->alternate() : null;
		if ( null === $other || $left < Patience::LEAST ) {
			return $response;
		}
		$again = $this->ask( self::within( ( new Authentication( $other ) )->authenticateRequest( $request ), $left ) );
		if ( 401 !== $again->getStatusCode() ) {
			$other->prefer();
		}
		return $again;
	}
}
